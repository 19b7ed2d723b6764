package io.meridian.storeapi.serve;

import io.grpc.stub.ServerCallStreamObserver;
import io.meridian.model.QueryContext;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends messages no faster than their reader takes them: who sends waits until the transport has
 * room, the call is cancelled, or the query's time is up. So an answer takes a few messages' memory
 * whatever its size. Made before the call's method returns, used by one thread.
 */
public final class ReadyFrames<T> {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  private final ServerCallStreamObserver<T> observer;
  private final QueryContext context;

  /** Guards nothing but the waiting. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();

  ReadyFrames(ServerCallStreamObserver<T> observer, QueryContext context) {
    this.observer = observer;
    this.context = context;
    observer.setOnReadyHandler(this::wake);
    observer.setOnCancelHandler(() -> {
      context.cancel();
      wake();
    });
  }

  private void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a message once there is room.
   *
   * @throws io.meridian.model.QueryCancelledException if nobody waits for it any more
   * @throws io.meridian.model.QueryTimeoutException if there was no room in time
   */
  public void send(T message) {
    if (!observer.isReady()) {
      await();
    }
    context.check();
    observer.onNext(message);
  }

  private void await() {
    lock.lock();
    try {
      while (!observer.isReady()) {
        context.check();
        Duration left = context.remaining();
        Duration wait = left.compareTo(LONGEST_WAIT) < 0 ? left : LONGEST_WAIT;
        changed.awaitNanos(wait.toNanos() + 1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      context.cancel();
    } finally {
      lock.unlock();
    }
  }
}
