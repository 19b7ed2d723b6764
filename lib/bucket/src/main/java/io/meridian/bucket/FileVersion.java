package io.meridian.bucket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * The version of a file: a digest of its content where it is small, as everything is that is
 * written under a condition; else its identity, size and time of change. A digest cannot tell a
 * file from an earlier one of the same content, which no reader can either; times of change are too
 * coarse to tell two quick writes apart.
 */
final class FileVersion {
  private static final int SMALL = 1 << 20;

  private FileVersion() {}

  static String of(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.size() <= SMALL) {
      return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(file)));
    }
    return "%s-%d-%d"
        .formatted(
            attributes.fileKey(),
            attributes.size(),
            attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
