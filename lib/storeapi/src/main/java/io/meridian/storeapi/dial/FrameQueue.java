package io.meridian.storeapi.dial;

import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.model.LimitExceededException;
import io.meridian.model.QueryContext;
import io.meridian.storeapi.wire.ChunkEncodings;
import io.meridian.storeapi.wire.Frame;
import io.meridian.storeapi.wire.SeriesMethod;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
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

  /** The end of a call that did not go well. */
  static final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    StoreException(String message) {
      super(message);
    }
  }

  private sealed interface Event {
    record Message(Frame frame) implements Event {}

    record End(Status status) implements Event {}

    /** A message that the query has no room for. */
    record Refused(LimitExceededException limit) implements Event {}
  }

  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final ClientCall<SeriesRequest, Frame> call;
  private final QueryContext context;
  private final Duration timeout;
  private long waitedNanos;
  private long held;
  private volatile boolean ended;

  /** Begins a call. */
  FrameQueue(Endpoint store, SeriesRequest request, QueryContext context, FleetQuery query) {
    this.context = context;
    this.timeout = query.storeTimeout();
    call = StoreCall.channel(store, query).newCall(SeriesMethod.SERIES, StoreCall.options(context));
    Metadata headers = new Metadata();
    ChunkEncodings.offer(headers);
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
      events.add(new Event.End(status));
    }
  }

  /** Charges a message to the query, from now until its reader is done with it. */
  private synchronized void arrived(Frame frame) {
    if (ended) {
      return;
    }
    try {
      context.charge(frame.bytes().length);
      events.add(new Event.Message(frame));
    } catch (LimitExceededException e) {
      events.add(new Event.Refused(e));
    }
  }

  /**
   * The next message; empty at the end.
   *
   * @throws StoreException if the store failed or took too long
   * @throws LimitExceededException if the messages under way are more than the query may hold
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
      case Event.Refused(LimitExceededException limit) -> throw limit;
      case Event.End(Status status) -> {
        ended = true;
        if (!status.isOk()) {
          throw new StoreException("failed with " + StoreFailures.text(status));
        }
        yield Optional.empty();
      }
    };
  }

  private Event await() throws StoreException {
    Event event = events.poll();
    while (event == null) {
      context.check();
      long left = timeout.toNanos() - waitedNanos;
      if (left <= 0) {
        throw new StoreException(
            "gave no complete answer within %d ms of waiting".formatted(timeout.toMillis()));
      }
      event = poll(Math.min(left, SLICE_NANOS));
    }
    return event;
  }

  private @Nullable Event poll(long nanos) {
    long begin = System.nanoTime();
    try {
      return events.poll(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.cancel();
      return null;
    } finally {
      waitedNanos += System.nanoTime() - begin;
    }
  }

  /** Ends the call, if it goes on. */
  @Override
  public synchronized void close() {
    context.release(held);
    held = 0;
    ended = true;
    for (Event event = events.poll(); event != null; event = events.poll()) {
      if (event instanceof Event.Message(Frame frame)) {
        context.release(frame.bytes().length);
      }
    }
    call.cancel("the rest of the answer is not needed", null);
  }
}
