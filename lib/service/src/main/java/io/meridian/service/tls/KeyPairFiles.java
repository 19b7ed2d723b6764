package io.meridian.service.tls;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;

/**
 * A certificate with those that lead to its authority, and its key.
 *
 * @param certificate a PEM file, the own certificate first
 * @param key a PEM file
 */
public record KeyPairFiles(Path certificate, Path key) {
  private static final byte[] PROBE = {1, 2, 3};

  /** What was read. */
  record Content(List<X509Certificate> chain, PrivateKey key) {}

  Stream<Path> files() {
    return Stream.of(certificate, key);
  }

  /**
   * Reads the files.
   *
   * @throws TlsFileException if one is damaged, or the key is another certificate's
   */
  Content read() {
    List<X509Certificate> chain = Certificates.of(PemFile.read(certificate));
    PublicKey certified = chain.getFirst().getPublicKey();
    PrivateKey own = PrivateKeys.of(PemFile.read(key), certified);
    if (!belong(own, certified)) {
      throw new TlsFileException(
          key, "is not the key of the certificate in " + certificate, "name the files of one pair");
    }
    return new Content(chain, own);
  }

  private static boolean belong(PrivateKey key, PublicKey certified) {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(key);
      signing.update(PROBE);
      byte[] signature = signing.sign();
      Signature verifying = Signature.getInstance(algorithm);
      verifying.initVerify(certified);
      verifying.update(PROBE);
      return verifying.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
