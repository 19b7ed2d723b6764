package io.meridian.storeapi.serve;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.meridian.model.QueryContext;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs calls on threads that may wait, with the caller's deadline, and ends them with a status,
 * whatever is thrown: nobody else would end them before that deadline. What is a fault of ours is
 * logged. The threads of the transport are left to tell of cancellation and of room for messages.
 */
public final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);

  private final ServeOptions options;
  private final Executor threads;

  /**
   * Calls.
   *
   * @param threads run a task each, which may wait for its reader: virtual threads
   */
  public Calls(ServeOptions options, Executor threads) {
    this.options = options;
    this.threads = threads;
  }

  /** What sends a call's answer. */
  @FunctionalInterface
  public interface Streaming<T> {
    void answer(QueryContext context, ReadyFrames<T> frames);
  }

  /** What makes a call's only message. */
  @FunctionalInterface
  public interface Unary<T> {
    T answer(QueryContext context);
  }

  /** Answers with messages, which wait for their reader. */
  public <T> void stream(StreamObserver<T> observer, Streaming<T> call) {
    CallMemory memory = options.memory().get();
    QueryContext context = context(memory);
    ServerCallStreamObserver<T> calling = (ServerCallStreamObserver<T>) observer;
    ReadyFrames<T> frames = new ReadyFrames<>(calling, context);
    run(observer, context, memory, () -> call.answer(context, frames));
  }

  /** Answers with one message. */
  public <T> void once(StreamObserver<T> observer, Unary<T> call) {
    CallMemory memory = options.memory().get();
    QueryContext context = context(memory);
    ((ServerCallStreamObserver<T>) observer).setOnCancelHandler(context::cancel);
    run(observer, context, memory, () -> observer.onNext(call.answer(context)));
  }

  private void run(
      StreamObserver<?> observer, QueryContext context, CallMemory memory, Runnable answer) {
    Context caller = Context.current();
    threads.execute(
        caller.wrap(() -> {
          try (memory) {
            context.check();
            answer.run();
            observer.onCompleted();
          } catch (Throwable e) {
            fail(observer, e);
          }
        }));
  }

  private static void fail(StreamObserver<?> observer, Throwable cause) {
    StatusRuntimeException failure = CallFailure.of(cause);
    observer.onError(failure);
    if (failure.getStatus().getCode() == Status.Code.INTERNAL) {
      LOG.error("a call failed", cause);
    }
  }

  private QueryContext context(CallMemory memory) {
    Deadline deadline = Context.current().getDeadline();
    Duration left =
        deadline == null
            ? options.longest()
            : Duration.ofNanos(deadline.timeRemaining(TimeUnit.NANOSECONDS));
    Duration time = left.compareTo(options.longest()) < 0 ? left : options.longest();
    return new QueryContext(
        System::nanoTime, time, options.callBytes(), Long.MAX_VALUE, memory, () -> {});
  }
}
