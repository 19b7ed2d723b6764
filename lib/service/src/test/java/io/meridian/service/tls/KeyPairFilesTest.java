package io.meridian.service.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as tools write them, and files with faults. */
final class KeyPairFilesTest {
  @TempDir
  @SuppressWarnings("NullAway.Init") // before all tests
  private static Path folder;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestCertificate rsa;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestCertificate ec;

  @SuppressWarnings("NullAway.Init") // before all tests
  private static TestCertificate ed;

  @BeforeAll
  static void makeCertificates() throws Exception {
    rsa = TestCertificate.make(folder, "rsa", "RSA");
    ec = TestCertificate.make(folder, "ec", "EC");
    ed = TestCertificate.make(folder, "ed", "Ed25519");
  }

  private static KeyPairFiles files(TestCertificate of, String label, byte[] key)
      throws IOException {
    KeyPairFiles files = of.write(folder, "pair");
    Files.writeString(files.key(), TestCertificate.pem(label, key));
    return files;
  }

  @Test
  void readsEveryFormOfKey() throws IOException {
    assertThat(files(rsa, "PRIVATE KEY", rsa.key()).read().key().getEncoded()).isEqualTo(rsa.key());
    assertThat(files(ec, "PRIVATE KEY", ec.key()).read().key().getEncoded()).isEqualTo(ec.key());
    assertThat(files(ed, "PRIVATE KEY", ed.key()).read().key().getEncoded()).isEqualTo(ed.key());
    assertThat(files(rsa, "RSA PRIVATE KEY", rsa.bareKey()).read().key().getEncoded())
        .isEqualTo(rsa.key());
    assertThat(files(ec, "EC PRIVATE KEY", ec.bareKey()).read().key().getEncoded())
        .isEqualTo(ec.key());
  }

  @Test
  void passesOverWhatStandsAroundTheBlocks() throws IOException {
    KeyPairFiles files = ec.write(folder, "noisy");
    String chain = Files.readString(files.certificate());
    Files.writeString(files.certificate(), "subject=CN=ec\r\n" + chain + "issuer\n" + chain);
    Files.writeString(
        files.key(),
        TestCertificate.pem("EC PARAMETERS", new byte[] {6, 1, 1}) + Files.readString(files.key()));

    assertThat(files.read().chain()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "'', has no certificate",
    "-----BEGIN CERTIFICATE-----, ends within a CERTIFICATE",
    "-----BEGIN CERTIFICATE-----|?!|-----END CERTIFICATE-----, a CERTIFICATE that is no base64",
    "-----BEGIN CERTIFICATE-----|AAAA|-----END CERTIFICATE-----, no. 1 cannot be read",
    "-----BEGIN CERTIFICATE-----|AAAA|-----END KEY-----, after BEGIN CERTIFICATE"
  })
  void saysWhatIsWrongWithACertificate(String text, String finding) throws IOException {
    KeyPairFiles files = ec.write(folder, "bad");
    Files.writeString(files.certificate(), text.replace('|', '\n'));

    assertThatExceptionOfType(TlsFileException.class)
        .isThrownBy(files::read)
        .withMessageContaining(finding)
        .withMessageStartingWith(files.certificate() + ": ");
  }

  @ParameterizedTest
  @CsvSource({
    "'', has no private key",
    "-----BEGIN ENCRYPTED PRIVATE KEY-----|AAAA|-----END ENCRYPTED PRIVATE KEY-----, is encrypted",
    "-----BEGIN RSA PRIVATE KEY-----|Proc-Type: 4|-----END RSA PRIVATE KEY-----, is encrypted",
    "-----BEGIN PRIVATE KEY-----|AAAA|-----END PRIVATE KEY-----, is damaged",
    "-----BEGIN EC PRIVATE KEY-----|AAAA|-----END EC PRIVATE KEY-----, is damaged",
    "-----BEGIN DSA PRIVATE KEY-----|AAAA|-----END DSA PRIVATE KEY-----, is not supported"
  })
  void saysWhatIsWrongWithAKey(String text, String finding) throws IOException {
    KeyPairFiles files = ec.write(folder, "bad");
    Files.writeString(files.key(), text.replace('|', '\n'));

    assertThatExceptionOfType(TlsFileException.class)
        .isThrownBy(files::read)
        .withMessageContaining(finding)
        .withMessageStartingWith(files.key() + ": ");
  }

  @Test
  void refusesAnotherCertificatesKey() throws Exception {
    TestCertificate other = TestCertificate.make(folder, "other", "EC");

    for (KeyPairFiles files :
        new KeyPairFiles[] {
          files(ec, "PRIVATE KEY", other.key()),
          files(rsa, "PRIVATE KEY", ec.key()),
          files(rsa, "EC PRIVATE KEY", ec.bareKey())
        }) {
      assertThatExceptionOfType(TlsFileException.class)
          .isThrownBy(files::read)
          .withMessageStartingWith(files.key() + ": ")
          .withMessageEndingWith("name the files of one pair");
    }
  }

  @Test
  void namesAFileThatIsNotThere() {
    KeyPairFiles files = new KeyPairFiles(folder.resolve("none.crt"), folder.resolve("none.key"));

    assertThatExceptionOfType(TlsFileException.class)
        .isThrownBy(files::read)
        .withMessageContaining("none.crt: cannot be read");
  }
}
