package io.meridian.receiver.replication;

import io.meridian.cluster.ring.Endpoint;
import io.meridian.cluster.ring.Quorum;
import io.meridian.cluster.ring.TenantRing;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.OverloadedException;
import io.meridian.model.UnavailableException;
import io.meridian.receiver.write.WriteOrigin;
import io.meridian.receiver.write.WriteTarget;
import io.meridian.service.grpc.RpcChannel;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.WriteReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes each series to the endpoints of its tenant's ring, this process among them or not, and
 * returns when a quorum of them keeps it. Requests that are a copy already are kept here and go no
 * further, unless this process is no endpoint of the ring and only routes. Safe for use by many
 * threads.
 */
public final class RingTarget implements WriteTarget, AutoCloseable {
  private static final Duration SYNC = Duration.ofSeconds(1);

  /** Every slice is answered within the patience; timers may be a little late. */
  private static final Duration MARGIN = Duration.ofMillis(250);

  /**
   * How long a request that a quorum keeps waits for copies that are still under way, before they
   * are made up for as lost ones are: this process may be killed with them.
   */
  static final Duration LINGER = Duration.ofMillis(50);

  /** How soon it is seen that what a peer missed which has left is safe elsewhere. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final int SPARE = 16;

  private final WriteTarget here;
  private final Optional<String> ownAddress;
  private final boolean bothOfTwo;
  private final Function<String, Courier> couriers;
  private final Leftovers leftovers;

  /** The peers that have left, as long as requests may be under way that began before. */
  private final Set<String> leaving = ConcurrentHashMap.newKeySet();

  private final Timers timers;
  private final ReplicationOptions options;
  private final ArrayBlockingQueue<Scratch> spare = new ArrayBlockingQueue<>(SPARE);
  private volatile Routing routing =
      new Routing(List.of(), _ -> Optional.empty(), new IdentityHashMap<>());
  private volatile boolean closed;

  private static final class Scratch {
    private final Split.Scratch split = new Split.Scratch();
    private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
    private final WriteBatch batch = new WriteBatch();
  }

  /** The rings at a time, and who carries to their endpoints. */
  private record Routing(
      List<Courier> couriers,
      Function<String, Optional<TenantRing>> rings,
      IdentityHashMap<TenantRing, Route> routes) {}

  /**
   * A ring as this process sees it.
   *
   * @param ring has the endpoints of all tenants
   * @param here the number of this process among the endpoints, or -1
   * @param couriers by the numbers of the endpoints; none for this process
   */
  private record Route(TenantRing ring, int here, List<Optional<Courier>> couriers) {}

  /**
   * A target without rings yet; {@link #reload} gives it some.
   *
   * @param here keeps what belongs here
   * @param ownAddress how rings call this process; empty if it only routes
   * @param bothOfTwo whether of two copies both are needed for a quorum
   * @param disk where {@code spools} has a folder for each peer
   * @param dial connects to the address of a peer
   */
  public RingTarget(
      WriteTarget here,
      Optional<String> ownAddress,
      boolean bothOfTwo,
      Disk disk,
      Path spools,
      Function<String, RpcChannel> dial,
      ReplicationOptions options) {
    this(
        here,
        ownAddress,
        bothOfTwo,
        disk,
        spools,
        address -> new GrpcTransport(address, dial.apply(address)),
        options,
        Timers.ofMachine());
  }

  RingTarget(
      WriteTarget here,
      Optional<String> ownAddress,
      boolean bothOfTwo,
      Disk disk,
      Path spools,
      PeerDialer dial,
      ReplicationOptions options,
      Timers timers) {
    this.here = here;
    this.ownAddress = ownAddress;
    this.bothOfTwo = bothOfTwo;
    this.options = options;
    this.timers = timers;
    Spools missed = new Spools(disk, spools, options.spoolBytes());
    couriers =
        address ->
            new Courier(address, dial.transport(address), missed.of(address), timers, options);
    leftovers = new Leftovers(missed, this::isInUse, this::begin);
    timers.after(SYNC, this::sync);
    timers.after(options.probe(), this::rewrite);
  }

  /** Makes the way to a peer. */
  interface PeerDialer {
    PeerTransport transport(String address);
  }

  private void sync() {
    if (!closed) {
      routing.couriers.forEach(Courier::sync);
      timers.after(SYNC, this::sync);
    }
  }

  /** Writes on what peers missed that have left. */
  private void rewrite() {
    if (!closed) {
      boolean busy = !routing.routes.isEmpty() && leftovers.tick();
      timers.after(busy ? SOON : options.probe(), this::rewrite);
    }
  }

  private boolean isInUse(String address) {
    return leaving.contains(address)
        || routing.couriers.stream().anyMatch(each -> each.address().equals(address));
  }

  /**
   * Writes by other rings from now on. Requests that are under way end by those that they began
   * with. What a peer missed that is in no ring any more goes to those that keep its series now.
   */
  public synchronized void reload(TenantRings rings) {
    Map<String, Courier> before = new HashMap<>();
    routing.couriers.forEach(each -> before.put(each.address(), each));
    Map<String, Courier> now = new HashMap<>();
    IdentityHashMap<TenantRing, Route> routes = new IdentityHashMap<>();
    for (TenantRing ring : rings.rings()) {
      routes.put(ring, route(ring, before, now));
    }
    before.keySet().removeAll(now.keySet());
    leaving.addAll(before.keySet());
    routing = new Routing(List.copyOf(now.values()), rings::of, routes);
    for (Courier left : before.values()) {
      timers.after(options.patience().multipliedBy(2), () -> leave(left));
    }
  }

  private void leave(Courier left) {
    left.close();
    leaving.remove(left.address());
  }

  private Route route(TenantRing ring, Map<String, Courier> before, Map<String, Courier> now) {
    List<String> addresses = ring.ring().endpoints().stream().map(Endpoint::address).toList();
    List<Optional<Courier>> to =
        addresses.stream()
            .map(address ->
                ownAddress.filter(address::equals).isPresent()
                    ? Optional.<Courier>empty()
                    : Optional.of(
                        now.computeIfAbsent(
                            address,
                            a -> before.containsKey(a) ? before.get(a) : couriers.apply(a))))
            .toList();
    return new Route(ring, ownAddress.map(addresses::indexOf).orElse(-1), to);
  }

  @Override
  public WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
      throws InterruptedException {
    Route route = route(origin.tenant());
    if (route.here >= 0
        && origin.replica() > route.ring.ring().copies()
        && origin.replica() != Slice.ANY_COPY + 1) {
      throw new InvalidRequestException(
          "replica %d of a ring that keeps %d copies; give all its members one replication factor"
              .formatted(origin.replica(), route.ring.ring().copies()));
    }
    if (route.here >= 0 && origin.replica() > 0) {
      return here.write(origin, batch, limits);
    }
    Scratch taken = spare.poll();
    Scratch scratch = taken == null ? new Scratch() : taken;
    try {
      return new Replication(route, origin, batch, limits, scratch).run();
    } finally {
      spare.offer(scratch);
    }
  }

  /** Sends a request on its way without waiting for its quorum. */
  PendingWrite begin(WriteOrigin origin, WriteBatch batch, SeriesLimits limits)
      throws InterruptedException {
    return new Replication(route(origin.tenant()), origin, batch, limits, new Scratch()).start();
  }

  private Route route(String tenant) {
    Routing now = routing;
    Route route = now.rings.apply(tenant).map(now.routes::get).orElse(null);
    if (route == null) {
      throw new UnavailableException(
          "no hashring takes the tenant \"" + tenant + "\"; add it to the file of hashrings");
    }
    return route;
  }

  /** One request on its way. */
  private final class Replication implements PendingWrite.Keeper {
    private final Route route;
    private final WriteOrigin origin;
    private final WriteBatch batch;
    private final SeriesLimits limits;
    private final Scratch scratch;
    private final Split split;
    private final @Nullable Slice[] slices;
    private final PendingWrite pending;
    private Optional<WriteReport> kept = Optional.empty();

    Replication(
        Route route, WriteOrigin origin, WriteBatch batch, SeriesLimits limits, Scratch scratch) {
      this.route = route;
      this.origin = origin;
      this.batch = batch;
      this.limits = limits;
      this.scratch = scratch;
      split =
          new Split(
              origin.tenant(),
              route.ring.of(origin.tenant()),
              route.here,
              endpoint -> route.couriers.get(endpoint).map(Courier::keepsAnyCopy).orElse(false),
              batch,
              scratch.split);
      slices = new Slice[split.slots()];
      pending = new PendingWrite(split, Quorum.of(split.copies(), bothOfTwo), this);
    }

    @Override
    public void missed(int slot) {
      Slice slice = slices[slot];
      if (slice != null) {
        courier(slot).ifPresent(courier -> courier.missed(slice));
      }
    }

    @Override
    public Optional<Pledge> late(int slot) {
      Slice slice = slices[slot];
      return slice == null ? Optional.empty() : courier(slot).map(courier -> courier.late(slice));
    }

    private Optional<Courier> courier(int slot) {
      return route.couriers.get(split.endpoint(slot));
    }

    PendingWrite start() throws InterruptedException {
      for (int slot = 0; slot < slices.length; slot++) {
        if (split.isSent(slot)) {
          slices[slot] = split.slice(slot);
        }
      }
      for (int slot = 0; slot < slices.length; slot++) {
        send(slot);
      }
      int[] own = split.slotsHere();
      if (own.length > 0) {
        pending.answered(keepHere(), own);
      }
      return pending;
    }

    WriteReport run() throws InterruptedException {
      if (start().await(options.patience().plus(MARGIN), LINGER) != PendingWrite.State.SAFE) {
        throw new UnavailableException(
            "not enough copies are kept: " + String.join("; ", pending.faults()));
      }
      return split.isAllHere() && kept.isPresent()
          ? kept.get()
          : ReportSum.of(batch, split.copies(), pending.answers(), kept);
    }

    private void send(int slot) {
      Slice slice = slices[slot];
      if (slice != null) {
        courier(slot).orElseThrow().offer(slice, answer -> pending.answered(answer, slot));
      }
    }

    private SliceAnswer keepHere() throws InterruptedException {
      try {
        WriteBatch own = batch;
        if (!split.isAllHere()) {
          WireBytes part = split.here();
          own = scratch.batch;
          scratch.decoder.decode(part.array(), 0, part.length(), own);
        }
        WriteReport report = here.write(origin, own, limits);
        kept = Optional.of(report);
        return new SliceAnswer.Kept(report.refusals(), report.refused());
      } catch (InvalidRequestException e) {
        return new SliceAnswer.Rejected("this receiver: " + e.getMessage());
      } catch (UnavailableException | OverloadedException e) {
        return new SliceAnswer.Lost("this receiver: " + e.getMessage(), false);
      }
    }
  }

  /** How the peers are doing, those that have left and missed something among them. */
  public List<PeerStats> peers() {
    return Stream.concat(routing.couriers.stream().map(Courier::stats), leftovers.stats().stream())
        .toList();
  }

  /** Takes nothing more. What peers missed stays on disk for the next start. */
  @Override
  public synchronized void close() {
    closed = true;
    routing.couriers.forEach(Courier::close);
    routing = new Routing(List.of(), _ -> Optional.empty(), new IdentityHashMap<>());
    timers.close();
  }
}
