package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Crc32c;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code version}: one line, {@code meridian-wal <version> <identity> <CRC-32C of the line
 * before>}, the last two in hexadecimal.
 */
final class LogIdentity {
  private static final Pattern LINE =
      Pattern.compile("(meridian-wal ([0-9]{1,9}) ([0-9a-f]{16})) ([0-9a-f]{8})\n");
  private static final Pattern ANY_VERSION = Pattern.compile("(?s)meridian-wal ([0-9]{1,9})\\b.*");

  private LogIdentity() {}

  static byte[] line(long identity) {
    String line = "meridian-wal %d %016x".formatted(SegmentHeader.VERSION, identity);
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
    Matcher version = ANY_VERSION.matcher(text);
    if (version.matches() && Integer.parseInt(version.group(1)) > SegmentHeader.VERSION) {
      throw otherVersion(file, version.group(1));
    }
    Matcher line = LINE.matcher(text);
    if (!line.matches() || Integer.parseUnsignedInt(line.group(4), 16) != crc(line.group(1))) {
      return Optional.empty();
    }
    return Optional.of(Long.parseUnsignedLong(line.group(3), 16));
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
