package io.meridian.tsdb.block;

import java.util.Locale;

/**
 * Chunk files, the segments of a block's samples.
 *
 * <pre>
 *   file     := magic:0x85bd40dd version:1 padding:3 chunk*
 *   chunk    := length:uvarint encoding:1 data crc32c
 * </pre>
 *
 * Magic and checksum are big-endian, 32 bits; the padding is zeros. The length is that of the data,
 * in at most five bytes; the checksum covers encoding and data. Files are named {@code 000001},
 * {@code 000002} … and hold at most 512 MiB, unless one chunk alone is larger.
 *
 * <p>A chunk's reference has in its upper half the index of the file in name order, from 0, and in
 * its lower half the offset of the length; so a file can have up to 4 GiB.
 */
final class ChunkFileFormat {
  static final String FOLDER = "chunks";
  static final int MAGIC = 0x85bd40dd;
  static final int VERSION = 1;
  static final int HEADER = 8;
  static final int CHECKSUM = 4;
  static final int MAX_LENGTH_SIZE = 5;
  static final long SEGMENT_SIZE = 512L << 20;

  private ChunkFileFormat() {}

  /** The name of a file by its index. */
  static String fileName(int segment) {
    return String.format(Locale.ROOT, "%06d", segment + 1);
  }

  static long ref(int segment, long offset) {
    return (long) segment << 32 | offset;
  }

  static int segment(long ref) {
    return (int) (ref >>> 32);
  }

  static long offset(long ref) {
    return ref & 0xffffffffL;
  }
}
