package io.meridian.service.tls;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/**
 * The private key of a PEM file, in any of the forms that tools write: PKCS #8 ({@code PRIVATE
 * KEY}), PKCS #1 ({@code RSA PRIVATE KEY}) and SEC 1 ({@code EC PRIVATE KEY}). The last two are
 * wrapped into the first, which is all that the JDK reads:
 *
 * <pre>
 *   PrivateKeyInfo := SEQUENCE { INTEGER 0, SEQUENCE { algorithm, parameters }, OCTET STRING key }
 * </pre>
 */
final class PrivateKeys {
  private static final int INTEGER = 0x02;
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;

  /** rsaEncryption (1.2.840.113549.1.1.1) and its empty parameters. */
  private static final byte[] RSA = {
    6, 9, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 1, 1, 1, 5, 0
  };

  /** ecPublicKey (1.2.840.10045.2.1). */
  private static final byte[] EC = {6, 7, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 2, 1};

  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");

  private PrivateKeys() {}

  /**
   * Reads the first private key.
   *
   * @param certified the public key that it belongs to; it says which curve an EC key is of
   * @throws TlsFileException if there is none that can be read
   */
  static PrivateKey of(PemFile file, PublicKey certified) {
    for (PemFile.Block block : file.blocks()) {
      if (block.label().endsWith("PRIVATE KEY")) {
        return read(file, block, certified);
      }
    }
    throw new TlsFileException(
        file.path(), "has no private key", "name a PEM file with BEGIN PRIVATE KEY");
  }

  private static PrivateKey read(PemFile file, PemFile.Block block, PublicKey certified) {
    boolean encrypted =
        block.label().startsWith("ENCRYPTED") || block.text().startsWith("Proc-Type");
    if (encrypted) {
      throw new TlsFileException(
          file.path(), "its private key is encrypted", "decrypt it, e.g. with openssl pkey");
    }
    byte[] der = file.decode(block);
    byte[] wrapped =
        switch (block.label()) {
          case "RSA PRIVATE KEY" -> wrap(RSA, der);
          case "EC PRIVATE KEY" -> wrap(joined(EC, curve(file, certified)), der);
          case "PRIVATE KEY" -> der;
          default ->
              throw new TlsFileException(
                  file.path(), "a " + block.label() + " is not supported", "use RSA or EC");
        };
    return decode(file, wrapped);
  }

  private static PrivateKey decode(PemFile file, byte[] der) {
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // of another algorithm, or damaged
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }
    throw new TlsFileException(
        file.path(),
        "its private key is damaged, or neither RSA, EC nor Ed25519",
        "write the file anew");
  }

  /** The identifier of the certificate's curve; tools leave it out of the key now and then. */
  private static byte[] curve(PemFile file, PublicKey certified) {
    if (!(certified instanceof ECPublicKey key)) {
      throw new TlsFileException(
          file.path(), "has an EC key, the certificate another", "name the files of one pair");
    }
    try {
      AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(key.getParams());
      return parameters.getEncoded();
    } catch (GeneralSecurityException | java.io.IOException e) {
      throw new TlsFileException(file.path(), "its curve is not supported", "use P-256", e);
    }
  }

  private static byte[] wrap(byte[] algorithm, byte[] key) {
    byte[] version = element(INTEGER, new byte[] {0});
    byte[] identifier = element(SEQUENCE, algorithm);
    return element(SEQUENCE, joined(version, identifier, element(OCTET_STRING, key)));
  }

  /** A tag, the length in one byte or, from 128 on, in as many as it needs, and the content. */
  private static byte[] element(int tag, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    if (content.length < 0x80) {
      out.write(content.length);
    } else {
      int size = (Integer.SIZE - Integer.numberOfLeadingZeros(content.length) + 7) / 8;
      out.write(0x80 | size);
      for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
        out.write(content.length >>> shift);
      }
    }
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
