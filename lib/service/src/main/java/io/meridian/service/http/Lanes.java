package io.meridian.service.http;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads that handlers run on. */
final class Lanes implements AutoCloseable {
  private static final int OPERATION_THREADS = 4;
  private static final int OPERATIONS_WAITING = 256;

  private final ThreadFactory virtual;
  private final ThreadPoolExecutor operations;

  Lanes(String server) {
    this.virtual = Thread.ofVirtual().name(server + "-", 0).factory();
    this.operations =
        new ThreadPoolExecutor(
            OPERATION_THREADS,
            OPERATION_THREADS,
            1,
            TimeUnit.MINUTES,
            new LinkedBlockingQueue<>(OPERATIONS_WAITING),
            Thread.ofPlatform().daemon().name(server + "-operation-", 0).factory());
    operations.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs what answers a request; refused if it is an operation and too many of them wait.
   *
   * @throws RejectedExecutionException then, or after the lanes are closed
   */
  void run(Route.Lane lane, Runnable answering) {
    switch (lane) {
      case WORK -> virtual.newThread(answering).start();
      case OPERATION -> operations.execute(answering);
    }
  }

  @Override
  public void close() {
    operations.shutdownNow();
  }
}
