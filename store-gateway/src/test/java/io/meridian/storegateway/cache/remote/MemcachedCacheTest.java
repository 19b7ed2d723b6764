package io.meridian.storegateway.cache.remote;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.io.TempDir;

/** Against memcached. */
@NullUnmarked
final class MemcachedCacheTest extends RemoteCacheContract {
  @TempDir private Path scratch;
  private CacheServer server;

  @Override
  void start() throws IOException {
    server = CacheServer.memcached(scratch);
  }

  @Override
  CacheServer server() {
    return server;
  }

  @Override
  RemoteCacheConfig config() {
    return new RemoteCacheConfig.Memcached(
        List.of("dns+127.0.0.1:" + server.port()),
        Duration.ofSeconds(5),
        4,
        10,
        7,
        Duration.ofMillis(200),
        1 << 20,
        2,
        1_000,
        Duration.ofDays(40),
        SOON);
  }

  @Override
  void poison(String name, byte[] value) throws IOException {
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(
        "set %s 0 0 %d\r\n".formatted(name, value.length).getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(value);
    request.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
    server.say(request.toByteArray());
  }
}
