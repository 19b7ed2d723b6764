package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.tsdb.file.Crc32c;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The first 64 bytes of a segment or checkpoint, little-endian. Files have the names of their
 * numbers; segments numbered between one and the one that it names before it are debris of writes
 * that failed.
 *
 * <pre>
 *    0  4    letters MWAL or MWCP
 *    4  u32  version of the format: 1
 *    8  u64  the log's identity
 *   16  u64  number of the first record; of a checkpoint, of the last record that it replaces
 *   24  u64  number of the first record in the segment before, 0 if there is none
 *   32  u64  where the records of the segment before end; what stands behind was not acknowledged
 *   40  u64  number of the last record in the segment before
 *   48       12 zeros
 *   60  u32  CRC-32C of the 60 bytes before
 * </pre>
 */
record SegmentHeader(
    boolean checkpoint,
    long identity,
    long number,
    long previousNumber,
    long previousEnd,
    long previousLast) {
  static final int SIZE = 64;
  static final int VERSION = 1;
  private static final int SEGMENT = 0x4c41574d;
  private static final int CHECKPOINT = 0x5043574d;
  private static final int CRC = 60;

  static SegmentHeader ofCheckpoint(long identity, long covered) {
    return new SegmentHeader(true, identity, covered, 0, 0, 0);
  }

  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(checkpoint ? CHECKPOINT : SEGMENT).putInt(VERSION).putLong(identity);
    bytes.putLong(number).putLong(previousNumber).putLong(previousEnd).putLong(previousLast);
    bytes.putInt(CRC, Crc32c.of(bytes.array(), 0, CRC));
    return bytes.array();
  }

  /**
   * Reads a header.
   *
   * @return nothing if these are no such bytes, or damaged ones
   * @throws InvalidRequestException if they are of a newer version
   */
  static Optional<SegmentHeader> read(MemorySegment file, Path name) {
    if (file.byteSize() < SIZE) {
      return Optional.empty();
    }
    byte[] copy = file.asSlice(0, SIZE).toArray(ValueLayout.JAVA_BYTE);
    ByteBuffer bytes = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    int magic = bytes.getInt();
    if ((magic != SEGMENT && magic != CHECKPOINT) || bytes.getInt(CRC) != Crc32c.of(copy, 0, CRC)) {
      return Optional.empty();
    }
    int version = bytes.getInt();
    if (version != VERSION) {
      throw LogIdentity.otherVersion(name, Integer.toUnsignedString(version));
    }
    return Optional.of(
        new SegmentHeader(
            magic == CHECKPOINT,
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong(),
            bytes.getLong()));
  }
}
