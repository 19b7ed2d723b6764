package io.meridian.service.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A certificate that signs itself, for 127.0.0.1 and localhost, made by the JDK's keytool. */
public final class TestCertificate {
  private static final char[] PASSWORD = "password".toCharArray();

  private final byte[] certificate;
  private final byte[] key;

  private TestCertificate(byte[] certificate, byte[] key) {
    this.certificate = certificate;
    this.key = key;
  }

  /** Makes one. The algorithm is RSA, EC or Ed25519. */
  public static TestCertificate make(Path folder, String name, String algorithm) throws Exception {
    return make(folder, name, algorithm, "CN=" + name);
  }

  /** Makes one with a subject, a distinguished name. */
  public static TestCertificate make(Path folder, String name, String algorithm, String subject)
      throws Exception {
    Path store = folder.resolve(name + ".p12");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-J-XX:TieredStopAtLevel=1",
            "-genkeypair",
            "-alias",
            "own",
            "-keyalg",
            algorithm,
            "-dname",
            subject,
            "-ext",
            "SAN=ip:127.0.0.1,dns:localhost",
            "-validity",
            "30",
            "-keystore",
            store.toString(),
            "-storepass",
            new String(PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    return new TestCertificate(
        keys.getCertificate("own").getEncoded(), keys.getKey("own", PASSWORD).getEncoded());
  }

  /** Writes certificate and key into two files. */
  public KeyPairFiles write(Path folder, String name) throws IOException {
    return new KeyPairFiles(
        Files.writeString(folder.resolve(name + ".crt"), pem("CERTIFICATE", certificate)),
        Files.writeString(folder.resolve(name + ".key"), pem("PRIVATE KEY", key)));
  }

  /** The key as PKCS #8. */
  byte[] key() {
    return key;
  }

  /**
   * The key alone, as it stands behind its version and the description of its algorithm: the last
   * of the three elements of a sequence.
   */
  byte[] bareKey() {
    int version = contentAt(0);
    int algorithm = behind(version);
    return Arrays.copyOfRange(key, contentAt(behind(algorithm)), key.length);
  }

  /** Where the content of the element begins that stands there. */
  private int contentAt(int at) {
    return key[at + 1] >= 0 ? at + 2 : at + 2 + (key[at + 1] & 0x7f);
  }

  /** Behind a short element. */
  private int behind(int at) {
    return contentAt(at) + key[at + 1];
  }

  static String pem(String label, byte[] bytes) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
  }
}
