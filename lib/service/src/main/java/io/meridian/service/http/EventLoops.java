package io.meridian.service.http;

import io.meridian.service.lifecycle.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.util.concurrent.ExecutionException;

/**
 * The threads that move bytes for all servers of a process. They never run a handler, decode or
 * compress.
 */
public final class EventLoops implements Part {
  private final int count;
  private final Vertx vertx;

  private EventLoops(int count) {
    this.count = count;
    this.vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(count)
                .setUseDaemonThread(true)
                .setDisableTCCL(true)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
  }

  /** Loops for this machine: moving bytes keeps less than half of the processors busy. */
  public static EventLoops ofMachine() {
    return new EventLoops(Math.max(2, Runtime.getRuntime().availableProcessors() / 2));
  }

  int count() {
    return count;
  }

  Vertx vertx() {
    return vertx;
  }

  @Override
  public String name() {
    return "event loops";
  }

  /** They run from the beginning. */
  @Override
  public void start() {}

  @Override
  public void stop() throws IOException, InterruptedException {
    await(vertx.close());
  }

  /** Waits for what the loops do, on another thread than theirs. */
  static <T> T await(Future<T> future) throws IOException, InterruptedException {
    try {
      return future.toCompletionStage().toCompletableFuture().get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }
}
