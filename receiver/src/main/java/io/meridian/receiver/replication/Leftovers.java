package io.meridian.receiver.replication;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.WireMessage;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what peers missed that have left the ring to those that keep the series now, as requests
 * that nobody keeps yet: it does no harm that some of them do. What is on its way is one backlog at
 * a time; an empty spool is taken away.
 *
 * <p>Driven by {@link #tick}, which never waits.
 */
final class Leftovers {
  private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

  /** Who sent these samples is not known any more. */
  private static final String SENDER = "spool";

  /** They were acknowledged: it is too late for limits. */
  private static final SeriesLimits ANY = new SeriesLimits(Integer.MAX_VALUE, LabelLimits.NONE);

  private static final WriteReport NOTHING =
      new WriteReport(0, 0, 0, 0, 0, Map.of(), Optional.empty());

  private final Spools spools;
  private final Predicate<String> inUse;
  private final Writing writing;
  private final Set<String> told = new HashSet<>();
  private @Nullable Delivery delivery;

  /** Sends a request on its way. */
  interface Writing {
    PendingWrite begin(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
        throws InterruptedException;
  }

  /** A backlog on its way. */
  private record Delivery(Spool spool, Backlog backlog, List<PendingWrite> parts) {}

  /**
   * The leftovers among spools.
   *
   * @param inUse whether a peer with that address is still served, or has left so recently that it
   *     may miss more
   */
  Leftovers(Spools spools, Predicate<String> inUse, Writing writing) {
    this.spools = spools;
    this.inUse = inUse;
    this.writing = writing;
  }

  /** Goes on; whether there is more to do soon. */
  synchronized boolean tick() {
    Delivery current = delivery;
    if (current != null) {
      if (current.parts.stream().anyMatch(part -> part.state() == PendingWrite.State.OPEN)) {
        return true;
      }
      delivery = null;
      if (current.parts.stream().anyMatch(part -> part.state() == PendingWrite.State.UNSAFE)) {
        return false;
      }
      current.spool.remove(current.backlog);
    }
    return begin();
  }

  private boolean begin() {
    for (String address : spools.addresses()) {
      if (inUse.test(address)) {
        told.remove(address);
      } else if (begin(address)) {
        return true;
      }
    }
    return false;
  }

  private boolean begin(String address) {
    Spool spool = spools.of(address);
    Optional<Backlog> oldest = spool.oldest();
    if (oldest.isEmpty()) {
      spools.forget(address);
      if (told.remove(address)) {
        LOG.info("what {} missed is where its series are kept now", address);
      }
      return false;
    }
    if (told.add(address)) {
      LOG.info(
          "{} has left the ring; the {} bytes that it missed go to those that keep its series now",
          address,
          spool.stats().bytes());
    }
    return begin(spool, oldest.get());
  }

  private boolean begin(Spool spool, Backlog backlog) {
    List<PendingWrite> parts = new ArrayList<>();
    WriteTarget again =
        (origin, batch, limits) -> {
          parts.add(writing.begin(new WriteOrigin(origin.tenant(), SENDER, 0), batch, limits));
          return NOTHING;
        };
    WriteableStore reader = new WriteableStore(again, _ -> ANY);
    try {
      for (Slice slice : backlog.merged()) {
        reader.take(SENDER, WireMessage.of(slice.message().array(), 0, slice.size()));
      }
      delivery = new Delivery(spool, backlog, parts);
      return true;
    } catch (UnavailableException e) {
      return false; // no ring takes the tenant any more, or not now
    } catch (InvalidRequestException e) {
      LOG.warn("{} slices that a peer missed cannot be read: {}", backlog.slices(), e.getMessage());
      spool.remove(backlog);
      return true;
    }
  }

  /** What lies in the spools of peers that have left. */
  List<PeerStats> stats() {
    return spools.addresses().stream()
        .filter(inUse.negate())
        .map(address -> {
          Spool.Stats of = spools.of(address).stats();
          return new PeerStats(
              address,
              true,
              0,
              0,
              0,
              0,
              of.bytes(),
              of.delivered(),
              of.dropped(),
              of.droppedBytes());
        })
        .toList();
  }
}
