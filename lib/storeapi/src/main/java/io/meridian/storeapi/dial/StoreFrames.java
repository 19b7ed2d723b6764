package io.meridian.storeapi.dial;

import io.grpc.Channel;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a store's answer. Where several servers have the store's data, one is asked; a
 * second one too if the first gives nothing for a while, and then who is first counts; and the next
 * one whenever a call fails or takes more than its share of the time that the store has. The answer
 * begins again then, which its reader is told. For one reader.
 */
final class StoreFrames implements AutoCloseable {
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final List<Channel> channels;
  private final SeriesRequest request;
  private final boolean allEncodings;
  private final QueryContext context;
  private final FleetQuery query;
  private final WaitClock clock;
  private final StoreMeter meter;
  private final Duration patience;
  private final long beginNanos;
  private int tried;
  private boolean hedged;
  private boolean restarted;
  private FrameQueue call;

  /** A call that was begun beside the current one. */
  private @Nullable FrameQueue other;

  /** Begins a call. */
  StoreFrames(
      Endpoint store,
      SeriesRequest request,
      boolean allEncodings,
      QueryContext context,
      FleetQuery query,
      WaitClock clock,
      StoreMeter meter) {
    this.channels = store.channels().stream().map(of -> StoreCall.channel(of, query)).toList();
    this.request = request;
    this.allEncodings = allEncodings;
    this.context = context;
    this.query = query;
    this.clock = clock;
    this.meter = meter;
    patience = StoreCall.patience(context, query);
    beginNanos = clock.nanos();
    call = begin();
  }

  private FrameQueue begin() {
    long left = Math.max(1, patience.toNanos() - (clock.nanos() - beginNanos));
    Duration share = Duration.ofNanos(left / (channels.size() - tried));
    Channel channel = channels.get(tried++);
    return new FrameQueue(channel, request, allEncodings, context, share, clock, meter);
  }

  /** The next message; empty at the end. */
  Optional<Frame> next() throws StoreException {
    while (true) {
      try {
        if (!hedged) {
          hedged = true;
          hedge();
        }
        return call.next();
      } catch (StoreException e) {
        turnAway(e);
      }
    }
  }

  /** Waits for the first message; asks another server, too, if none comes for a while. */
  private void hedge() {
    if (tried == channels.size()) {
      return;
    }
    long hedgeAt = clock.nanos() + query.hedgeAfter().toNanos();
    boolean there = call.awaitEvent(SLICE_NANOS);
    while (!there && clock.nanos() < hedgeAt) {
      context.check();
      there = call.awaitEvent(hedgeAt - clock.nanos());
    }
    if (there) {
      return;
    }
    FrameQueue second = begin();
    meter.retry();
    other = second;
    long end = clock.nanos() + patience.toNanos();
    while (!call.hasMessage() && !second.hasMessage() && clock.nanos() < end) {
      context.check();
      if ((call.awaitEvent(SLICE_NANOS) || second.awaitEvent(SLICE_NANOS))
          && (call.isAtEnd() || second.isAtEnd())) {
        break;
      }
    }
    boolean secondIsFirst = second.hasMessage() || (!call.hasMessage() && !call.isAtEnd());
    FrameQueue loser = secondIsFirst ? call : second;
    call = secondIsFirst ? second : call;
    other = null;
    if (call.isAtEnd()) {
      other = loser; // the winner may have failed
    } else {
      loser.close();
    }
  }

  /** Goes on with another call, if there is a server left. */
  private void turnAway(StoreException from) throws StoreException {
    FrameQueue next = other;
    other = null;
    if (next == null && tried == channels.size()) {
      throw from;
    }
    meter.fault(from.fault());
    call.close();
    if (next == null) {
      next = begin();
      meter.retry();
    }
    call = next;
    restarted = true;
  }

  /** Whether the answer began again since this was asked last. */
  boolean isRestarted() {
    boolean was = restarted;
    restarted = false;
    return was;
  }

  /** Ends the calls that go on. */
  @Override
  public void close() {
    call.close();
    if (other != null) {
      other.close();
    }
  }
}
