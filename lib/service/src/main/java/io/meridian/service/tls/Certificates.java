package io.meridian.service.tls;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The certificates of a PEM file, in its order. */
final class Certificates {
  private Certificates() {}

  /**
   * Reads at least one certificate; blocks of other kinds are passed over.
   *
   * @throws TlsFileException if there is none, or one is damaged
   */
  static List<X509Certificate> of(PemFile file) {
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemFile.Block block : file.blocks()) {
      if (block.label().equals("CERTIFICATE")) {
        certificates.add(certificate(file, block, certificates.size() + 1));
      }
    }
    if (certificates.isEmpty()) {
      throw new TlsFileException(
          file.path(), "has no certificate", "name a PEM file with BEGIN CERTIFICATE");
    }
    return certificates;
  }

  private static X509Certificate certificate(PemFile file, PemFile.Block block, int number) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(file.decode(block)));
    } catch (CertificateException e) {
      throw new TlsFileException(
          file.path(),
          "its certificate no. " + number + " cannot be read (" + e.getMessage() + ")",
          "write the file anew",
          e);
    }
  }
}
