package io.meridian.storegateway.cache.remote;

import io.meridian.config.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;

/** Against Redis, with a password, in another database than the first. */
@NullUnmarked
final class RedisCacheTest extends RemoteCacheContract {
  private static final String PASSWORD = "a secret";
  private static final String PREFIX = "of-us:";
  private static final int DATABASE = 3;

  @TempDir private Path scratch;
  private CacheServer server;

  @Override
  void start() throws IOException {
    server =
        CacheServer.redis(scratch, port -> List.of("--port", "" + port, "--requirepass", PASSWORD));
  }

  @Override
  CacheServer server() {
    return server;
  }

  @Override
  RemoteCacheConfig config() {
    return config(server.port(), Optional.of(new Secret(PASSWORD)), Optional.empty());
  }

  static RemoteCacheConfig.Redis config(
      int port, Optional<Secret> password, Optional<RemoteCacheConfig.Tls> tls) {
    return new RemoteCacheConfig.Redis(
        "127.0.0.1",
        port,
        DATABASE,
        Optional.empty(),
        password,
        tls,
        PREFIX,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        7,
        1 << 20,
        2,
        1_000,
        Duration.ofHours(1),
        SOON);
  }

  @Override
  void poison(String name, byte[] value) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    command(request, bytes("AUTH"), bytes(PASSWORD));
    command(request, bytes("SELECT"), bytes("" + DATABASE));
    command(request, bytes("SET"), bytes(PREFIX + name), value);
    server.say(request.toByteArray());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static void command(ByteArrayOutputStream into, byte[]... words) {
    into.writeBytes(bytes("*" + words.length + "\r\n"));
    for (byte[] word : words) {
      into.writeBytes(bytes("$" + word.length + "\r\n"));
      into.writeBytes(word);
      into.writeBytes(bytes("\r\n"));
    }
  }
}
