package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that no authority of the platform has signed. */
final class S3TlsTest {
  private static final char[] PASSWORD = "password".toCharArray();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before all tests
  private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static SSLContext tls;

  private static Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private static Path key() {
    return folder.resolve("key.pem");
  }

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = folder.resolve("store.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "own",
        "-keyalg",
        "EC",
        "-dname",
        "CN=test",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-validity",
        "30",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString(),
        "-storepass",
        "password");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Files.writeString(certificate(), pem("CERTIFICATE", keys.getCertificate("own").getEncoded()));
    Files.writeString(key(), pem("PRIVATE KEY", keys.getKey("own", PASSWORD).getEncoded()));
    tls = context(keys);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static String pem(String kind, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n";
  }

  private static SSLContext context(KeyStore keys) throws GeneralSecurityException, IOException {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(keys, PASSWORD);
    KeyStore known = KeyStore.getInstance("PKCS12");
    known.load(null, null);
    known.setCertificateEntry("client", keys.getCertificate("own"));
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusted.init(known);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    return context;
  }

  private static S3Transport transport(
      S3Transport.Trust trust, Optional<S3Transport.Identity> identity) {
    S3Transport plain = S3Transport.PLAIN;
    return new S3Transport(
        plain.connections(), plain.idle(), plain.silence(), plain.handshake(), trust, identity);
  }

  private static String use(S3Stub store, S3Transport transport) {
    return use(store, transport, Duration.ofSeconds(60));
  }

  /** With a short deadline, for what can't succeed. */
  private static void tryUse(S3Stub store, S3Transport transport) {
    use(store, transport, Duration.ofSeconds(3));
  }

  private static String use(S3Stub store, S3Transport transport, Duration deadline) {
    S3Settings settings = store.settings().withTransport(transport).withDeadline(deadline);
    try (Bucket bucket = S3Bucket.open(settings)) {
      return bucket.put("a", BucketContract.bytes("x"));
    }
  }

  @Test
  void believesTheAuthoritiesThatAreNamed() throws IOException {
    try (S3Stub store = S3Stub.secure(tls, false)) {
      S3Transport.Trust own = new S3Transport.Trust.Authorities(certificate());

      assertThat(use(store, transport(own, Optional.empty()))).isEqualTo("\"1\"");
      assertThatThrownBy(() -> tryUse(store, S3Transport.PLAIN))
          .isInstanceOf(BucketUnavailableException.class);
    }
  }

  @Test
  void believesEverybodyIfAsked() throws IOException {
    try (S3Stub store = S3Stub.secure(tls, false)) {
      S3Transport.Trust everybody = new S3Transport.Trust.Everybody();

      assertThat(use(store, transport(everybody, Optional.empty()))).isEqualTo("\"1\"");
    }
  }

  @Test
  void showsItsOwnCertificate() throws IOException {
    try (S3Stub store = S3Stub.secure(tls, true)) {
      S3Transport.Trust own = new S3Transport.Trust.Authorities(certificate());
      S3Transport.Identity identity = new S3Transport.Identity(certificate(), key());

      assertThat(use(store, transport(own, Optional.of(identity)))).isEqualTo("\"1\"");
      assertThatThrownBy(() -> tryUse(store, transport(own, Optional.empty())))
          .isInstanceOf(BucketUnavailableException.class);
    }
  }

  @Test
  void tellsFilesThatAreNone() throws IOException {
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    S3Transport.Trust wrong = new S3Transport.Trust.Authorities(none);
    S3Transport.Identity keyless = new S3Transport.Identity(certificate(), none);

    try (S3Stub store = S3Stub.secure(tls, false)) {
      assertThatThrownBy(() -> tryUse(store, transport(wrong, Optional.empty())))
          .isInstanceOf(BucketRejectedException.class)
          .hasMessageContaining("none.pem")
          .hasMessageContaining("cannot be used for TLS");
      assertThatThrownBy(() ->
              tryUse(store, transport(new S3Transport.Trust.Everybody(), Optional.of(keyless))))
          .isInstanceOf(BucketRejectedException.class)
          .hasMessageContaining("PKCS #8");
    }
  }
}
