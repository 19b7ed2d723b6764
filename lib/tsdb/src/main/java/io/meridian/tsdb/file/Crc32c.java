package io.meridian.tsdb.file;

import java.lang.foreign.MemorySegment;
import java.util.zip.CRC32C;

/** CRC-32 with Castagnoli's polynomial, as every checksum of blocks and logs is. */
public final class Crc32c {
  /** A view as a byte buffer has at most so many bytes. */
  private static final long LARGEST_VIEW = 1 << 30;

  private Crc32c() {}

  /** The checksum of a part of an array. */
  public static int of(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  /** The checksum of a part of a segment. */
  public static int of(MemorySegment bytes, long from, long length) {
    CRC32C crc = new CRC32C();
    update(crc, bytes, from, length);
    return (int) crc.getValue();
  }

  /** The checksum of segments one behind the other. */
  public static int of(MemorySegment... parts) {
    CRC32C crc = new CRC32C();
    for (MemorySegment part : parts) {
      update(crc, part, 0, part.byteSize());
    }
    return (int) crc.getValue();
  }

  private static void update(CRC32C crc, MemorySegment bytes, long from, long length) {
    for (long done = 0; done < length; ) {
      long part = Math.min(LARGEST_VIEW, length - done);
      crc.update(bytes.asSlice(from + done, part).asByteBuffer());
      done += part;
    }
  }
}
