package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Crc32c;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The file {@code version}: one line, {@code meridian-wal <version> <identity> <CRC-32C of the line
 * before>}, the last two in hexadecimal.
 */
final class LogIdentity {
  private static final String MAGIC = "meridian-wal ";
  private static final int IDENTITY_DIGITS = 16;

  private LogIdentity() {}

  static byte[] line(long identity) {
    String line = MAGIC + "%d %016x".formatted(SegmentHeader.VERSION, identity);
    return (line + " %08x\n".formatted(crc(line))).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads the line.
   *
   * @return nothing if it is damaged
   * @throws InvalidRequestException if it is of another version
   */
  static Optional<Long> read(byte[] bytes, Path file) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int end = versionEnd(text);
    if (end < 0) {
      return Optional.empty();
    }
    String version = text.substring(MAGIC.length(), end);
    if (Integer.parseInt(version) > SegmentHeader.VERSION) {
      throw otherVersion(file, version);
    }
    return identity(text, end + 1).filter(identity -> Arrays.equals(line(identity), bytes));
  }

  /** Where the number of the version ends; −1 if there is none, or one that cannot be believed. */
  private static int versionEnd(String text) {
    int end = MAGIC.length();
    while (text.startsWith(MAGIC) && end < text.length() && Character.isDigit(text.charAt(end))) {
      end++;
    }
    int digits = end - MAGIC.length();
    boolean whole = end == text.length() || Character.isWhitespace(text.charAt(end));
    return whole && digits >= 1 && digits <= 9 ? end : -1;
  }

  private static Optional<Long> identity(String text, int from) {
    try {
      return Optional.of(HexFormat.fromHexDigitsToLong(text, from, from + IDENTITY_DIGITS));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }

  private static int crc(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.ISO_8859_1);
    return Crc32c.of(bytes, 0, bytes.length);
  }

  static InvalidRequestException otherVersion(Path file, String version) {
    return new InvalidRequestException(
        "%s: this log is of format version %s, and only version %d is read here; start a Meridian"
                .formatted(file, version, SegmentHeader.VERSION)
            + " that reads it, or give this one another folder");
  }
}
