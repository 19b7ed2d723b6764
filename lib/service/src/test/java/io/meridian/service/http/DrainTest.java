package io.meridian.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a server ends. */
final class DrainTest {
  /** The common pool has one thread where there are two processors. */
  private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch end = new CountDownLatch(1);

  private RunningServer serving() throws Exception {
    return new RunningServer(
        Route.get("/", _ -> Response.text(200, "ok")),
        Route.get(
            "/slow",
            _ -> {
              begun.countDown();
              end.await();
              return Response.text(200, "done");
            }));
  }

  private static CompletableFuture<RawClient.Reply> get(RawClient client, String path) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return client.get(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        THREADS);
  }

  private static CompletableFuture<Void> drain(RunningServer server, Duration grace) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            server.server.drain(grace);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        },
        THREADS);
  }

  @Test
  @Timeout(60)
  void finishesWhatItHasAndTakesNothingNew() throws Exception {
    try (RunningServer server = serving();
        RawClient working = server.connect();
        RawClient idle = server.connect()) {
      assertThat(idle.get("/").text()).isEqualTo("ok\n");
      CompletableFuture<RawClient.Reply> slow = get(working, "/slow");
      begun.await();

      CompletableFuture<Void> drained = drain(server, Duration.ofSeconds(20));

      assertThat(idle.isClosedSilently()).isTrue();
      awaitRefusal(server);
      assertThat(drained).isNotDone();
      end.countDown();
      assertThat(slow.get(20, TimeUnit.SECONDS).text()).isEqualTo("done\n");
      assertThat(slow.get().headers()).containsEntry("connection", "close");
      drained.get(20, TimeUnit.SECONDS);
      awaitNoConnection(server);
    }
  }

  /** A loop may see later than its peer that a connection has ended. */
  private static void awaitNoConnection(RunningServer server) throws InterruptedException {
    while (server.server.openConnections() > 0) {
      Thread.sleep(1);
    }
  }

  /** Event loops close their shares of the port one after the other. */
  private static void awaitRefusal(RunningServer server) throws IOException {
    try {
      while (true) {
        server.connect().close();
      }
    } catch (ConnectException e) {
      // as it should be
    }
  }

  @Test
  @Timeout(60)
  void cutsWhatIsUnfinishedAfterItsGrace() throws Exception {
    try (RunningServer server = serving();
        RawClient working = server.connect()) {
      CompletableFuture<RawClient.Reply> slow = get(working, "/slow");
      begun.await();

      drain(server, Duration.ofMillis(200)).get(20, TimeUnit.SECONDS);

      assertThatThrownBy(() -> slow.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(UncheckedIOException.class);
      end.countDown();
    }
  }
}
