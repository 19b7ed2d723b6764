package io.meridian.storegateway.cache.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Redis that is talked to in secret. */
class RedisTlsTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir private Path scratch;

  private CacheServer server() throws IOException {
    return CacheServer.redis(
        scratch,
        port ->
            List.of(
                "--port", "0",
                "--tls-port", "" + port,
                "--tls-cert-file", scratch.resolve("redis.crt").toString(),
                "--tls-key-file", scratch.resolve("redis.key").toString(),
                "--tls-ca-cert-file", scratch.resolve("redis.crt").toString()));
  }

  private RemoteCache cache(CacheServer server, boolean shown) {
    Path certificate = scratch.resolve("redis.crt");
    Optional<Path> own = shown ? Optional.of(certificate) : Optional.empty();
    Optional<Path> key = own.map(_ -> scratch.resolve("redis.key"));
    RemoteCacheConfig.Tls tls =
        new RemoteCacheConfig.Tls(Optional.of(certificate), own, key, false);
    return RemoteCache.open(
        RedisCacheTest.config(server.port(), Optional.empty(), Optional.of(tls)),
        InstantSource.system());
  }

  @Test
  void believesItsAuthorityAndShowsItsCertificate()
      throws IOException, GeneralSecurityException, InterruptedException {
    makeCertificate();
    byte[] page = {1, 2, 3};
    try (CacheServer server = server();
        RemoteCache cache = cache(server, true)) {
      RemoteCacheContract.await(
          "a page is stored",
          () -> {
            cache.put("a", page);
            return cache.get(List.of("a")).containsKey("a");
          });

      assertThat(cache.get(List.of("a")).getOrDefault("a", new byte[0])).isEqualTo(page);
    }
  }

  @Test
  void hasNothingWhereItsCertificateIsMissed()
      throws IOException, GeneralSecurityException, InterruptedException {
    makeCertificate();
    try (CacheServer server = server();
        RemoteCache cache = cache(server, false)) {
      RemoteCacheContract.await(
          "the server is left alone",
          () -> {
            assertThat(cache.get(List.of("a"))).isEmpty();
            return cache.figures().spared() > 0;
          });
      assertThat(cache.figures().failures()).isPositive();
    }
  }

  /** A certificate for 127.0.0.1 that signs itself, made by the JDK's keytool. */
  private void makeCertificate()
      throws IOException, GeneralSecurityException, InterruptedException {
    Path store = scratch.resolve("redis.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "EC",
                "-dname",
                "CN=redis",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-validity",
                "" + Duration.ofDays(30).toDays(),
                "-keystore",
                store.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    write("redis.crt", "CERTIFICATE", keys.getCertificate("redis").getEncoded());
    write("redis.key", "PRIVATE KEY", keys.getKey("redis", PASSWORD).getEncoded());
  }

  private void write(String file, String kind, byte[] bytes) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(bytes);
    Files.writeString(
        scratch.resolve(file),
        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(kind, text, kind));
  }
}
