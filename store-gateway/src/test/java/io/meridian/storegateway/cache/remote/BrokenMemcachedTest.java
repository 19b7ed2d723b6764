package io.meridian.storegateway.cache.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer what they should not, or nothing. */
class BrokenMemcachedTest {
  /** After so many failures the server is left alone, for longer than a test takes. */
  private static final int IN_ROW = 3;

  private static RemoteCache cache(ServerSocket server, Duration timeout) {
    return RemoteCache.open(
        new RemoteCacheConfig.Memcached(
            List.of("127.0.0.1:" + server.getLocalPort()),
            timeout,
            4,
            10,
            100,
            Duration.ofHours(1),
            1 << 20,
            2,
            10,
            Duration.ofHours(1),
            new Breaker.Rules(Duration.ofHours(1), IN_ROW, 1, 50, 1)),
        InstantSource.system());
  }

  private static ServerSocket listen() throws IOException {
    return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
  }

  private static void askUntilLeftAlone(RemoteCache cache) {
    RemoteCacheContract.await(
        "the server is left alone",
        () -> {
          assertThat(cache.get(List.of("a"))).isEmpty();
          return cache.figures().spared() > 0;
        });
    assertThat(cache.figures().failures()).isEqualTo(IN_ROW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "VALUE a 0 10\r\n12345",
        "VALUE a 0 5\r\n1234567\r\nEND\r\n",
        "VALUE a 0 2000000000\r\n12345",
        "VALUE a 0 -1\r\n",
        "VALUE a 0 99999999999999999999\r\n",
        "VALUE a\r\n",
        "SERVER_ERROR out of memory\r\n",
        "",
        "\0\0\0\0\0\n",
        "HTTP/1.1 400 Bad Request\r\n\r\n"
      })
  void givesNothingOfAnAnswerThatIsWrong(String answer) throws IOException {
    answersWith(answer);
  }

  @Test
  void readsNoLineWithoutEnd() throws IOException {
    answersWith("V".repeat(100_000));
  }

  private static void answersWith(String answer) throws IOException {
    try (ServerSocket server = listen();
        RemoteCache cache = cache(server, Duration.ofSeconds(30))) {
      Thread.ofVirtual().start(() -> serve(server, answer));

      askUntilLeftAlone(cache);
    }
  }

  private static void serve(ServerSocket server, String answer) {
    while (!server.isClosed()) {
      try (Socket socket = server.accept()) {
        byte[] request = new byte[1_000];
        if (socket.getInputStream().read(request) > 0) {
          OutputStream out = socket.getOutputStream();
          out.write(answer.getBytes(US_ASCII));
          out.flush();
        }
      } catch (IOException e) {
        // Whoever asked has heard enough; or the test is over.
      }
    }
  }

  @Test
  void waitsForSilentServersNoLongerThanItsTime() throws IOException {
    try (ServerSocket server = listen();
        RemoteCache cache = cache(server, Duration.ofMillis(100))) {
      askUntilLeftAlone(cache);

      cache.put("a", new byte[1_000]);
      RemoteCacheContract.await("neither is it given anything", () -> cache.figures().spared() > 1);
      assertThat(cache.figures().stored()).isZero();
    }
  }

  @Test
  void sendsNothingThatIsTooLarge() throws IOException {
    try (ServerSocket server = listen();
        RemoteCache cache = cache(server, Duration.ofMillis(100))) {
      cache.put("a", new byte[1 << 20]);

      assertThat(cache.figures().dropped()).isEqualTo(1);
    }
  }
}
