package io.meridian.storeapi.dial;

import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.MeridianException;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.ChunkEncodings;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesMethod;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one call, a few of them ahead of their reader. The answer may wait for a store so
 * long in all, not for each message: one that trickles costs no more than one that is silent.
 * Messages count against the query's memory from their arrival on. For one reader.
 */
final class FrameQueue implements AutoCloseable {
  private static final int AHEAD = 4;

  /** So often it is looked whether the query is still wanted. */
  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private sealed interface Event {
    record Message(Frame frame) implements Event {}

    record End(Status status) implements Event {}

    /** A message that the query has no room for. */
    record Refused(MeridianException why) implements Event {}
  }

  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final ClientCall<SeriesRequest, Frame> call;
  private final QueryContext context;
  private final Duration patience;
  private final WaitClock clock;
  private final StoreMeter meter;
  private final long begin = System.nanoTime();
  private long arrived;
  private long held;
  private volatile boolean ended;
  private boolean counted;

  /** How much of the patience was used up until the queue was filled last. */
  private long waitedNanos;

  /** Where the clock was when the queue became empty; −1 while it is not. */
  private long emptySince;

  /**
   * Begins a call.
   *
   * @param allEncodings whether chunks of encodings 4 to 6 are understood
   * @param patience how long the selection may wait while there is no message
   */
  FrameQueue(
      Channel channel,
      SeriesRequest request,
      boolean allEncodings,
      QueryContext context,
      Duration patience,
      WaitClock clock,
      StoreMeter meter) {
    this.context = context;
    this.patience = patience;
    this.clock = clock;
    this.meter = meter;
    emptySince = clock.nanos();
    call = channel.newCall(SeriesMethod.SERIES, StoreCall.options(context));
    Metadata headers = new Metadata();
    if (allEncodings) {
      ChunkEncodings.offer(headers);
    }
    call.start(new Listener(), headers);
    call.request(AHEAD);
    call.sendMessage(request);
    call.halfClose();
  }

  private final class Listener extends ClientCall.Listener<Frame> {
    @Override
    public void onMessage(Frame message) {
      arrived(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      put(new Event.End(status));
    }
  }

  /** Charges a message to the query, from now until its reader is done with it. */
  private synchronized void arrived(Frame frame) {
    if (ended) {
      return;
    }
    if (arrived++ == 0) {
      meter.firstFrame(System.nanoTime() - begin);
    }
    meter.frame(frame.bytes().length);
    try {
      context.charge(frame.bytes().length);
      put(new Event.Message(frame));
    } catch (MeridianException e) {
      put(new Event.Refused(e));
    }
  }

  private synchronized void put(Event event) {
    if (emptySince >= 0) {
      waitedNanos += clock.nanos() - emptySince;
      emptySince = -1;
    }
    events.add(event);
    notifyAll();
  }

  private synchronized @Nullable Event take() {
    Event event = events.poll();
    if (events.isEmpty() && emptySince < 0) {
      emptySince = clock.nanos();
    }
    return event;
  }

  private synchronized long waited() {
    return waitedNanos + (emptySince < 0 ? 0 : clock.nanos() - emptySince);
  }

  /**
   * The next message; empty at the end.
   *
   * @throws StoreException if the store failed or took too long
   * @throws io.meridian.model.LimitExceededException if the messages under way are more than the
   *     query may hold
   * @throws io.meridian.model.OverloadedException if there is no room for them beside other queries
   */
  Optional<Frame> next() throws StoreException {
    context.release(held);
    held = 0;
    if (ended) {
      return Optional.empty();
    }
    return switch (await()) {
      case Event.Message(Frame frame) -> {
        call.request(1);
        held = frame.bytes().length;
        yield Optional.of(frame);
      }
      case Event.Refused(MeridianException why) -> throw why;
      case Event.End(Status status) -> {
        ended = true;
        count();
        if (!status.isOk()) {
          throw failed(status);
        }
        yield Optional.empty();
      }
    };
  }

  private StoreException failed(Status status) {
    return arrived == 0
        ? new StoreException(StoreFault.FAILED, "failed with " + StoreFailures.text(status))
        : new StoreException(
            StoreFault.BROKEN_OFF,
            "broke off behind %,d messages with %s".formatted(arrived, StoreFailures.text(status)));
  }

  private Event await() throws StoreException {
    Event event = take();
    while (event == null) {
      context.check();
      long left = patience.toNanos() - waited();
      if (left <= 0) {
        throw late();
      }
      awaitEvent(left);
      event = take();
    }
    return event;
  }

  private StoreException late() {
    return arrived == 0
        ? new StoreException(
            StoreFault.SILENT, "gave no answer within %d ms".formatted(patience.toMillis()))
        : new StoreException(
            StoreFault.SLOW,
            "gave no complete answer within %d ms of waiting; %,d messages came"
                .formatted(patience.toMillis(), arrived));
  }

  /**
   * Waits a little, at most so long, until there is something to be read; says whether there is.
   */
  boolean awaitEvent(long nanos) {
    long since = System.nanoTime();
    long end = since + Math.min(nanos, SLICE_NANOS);
    try {
      return awaitUntil(end);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.cancel();
      return false;
    } finally {
      clock.add(System.nanoTime() - since);
    }
  }

  private synchronized boolean awaitUntil(long end) throws InterruptedException {
    for (long left = end - System.nanoTime();
        events.isEmpty() && left > 0;
        left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return !events.isEmpty();
  }

  /** Whether a message is there. */
  synchronized boolean hasMessage() {
    return events.peek() instanceof Event.Message;
  }

  /** Whether the end of the call is next. */
  synchronized boolean isAtEnd() {
    return events.peek() instanceof Event.End;
  }

  private void count() {
    if (!counted) {
      counted = true;
      meter.ended(System.nanoTime() - begin, waited());
    }
  }

  /** Ends the call, if it goes on. */
  @Override
  public synchronized void close() {
    context.release(held);
    held = 0;
    ended = true;
    count();
    for (Event event = events.poll(); event != null; event = events.poll()) {
      if (event instanceof Event.Message(Frame frame)) {
        context.release(frame.bytes().length);
      }
    }
    call.cancel("the rest of the answer is not needed", null);
  }
}
