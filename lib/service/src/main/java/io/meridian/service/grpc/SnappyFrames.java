package io.meridian.service.grpc;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.zip.CRC32C;

/**
 * The framing format of Snappy, as its format description has it:
 *
 * <pre>
 *   stream := identifier chunk*
 *   identifier := 0xff 06 00 00 "sNaPpY"         may be repeated
 *   chunk  := type (1 byte) length (3 bytes, little-endian) content
 *     0x00      masked crc32c of the data (4 bytes, little-endian), the data as a Snappy block
 *     0x01      masked crc32c of the data, the data as it is
 *     0x80…0xfe to be passed over; 0xfe is padding
 *     others    not to be passed over by readers that do not know them
 * </pre>
 *
 * A chunk has at most 65,536 bytes of data. The mask turns the checksum right by 15 bits and adds
 * 0xa282ead8.
 */
final class SnappyFrames {
  static final int IDENTIFIER = 0xff;
  static final int COMPRESSED = 0x00;
  static final int UNCOMPRESSED = 0x01;
  static final int FIRST_SKIPPABLE = 0x80;
  static final int HEADER_SIZE = 4;
  static final int CHECKSUM_SIZE = 4;

  /** The most data in a chunk. */
  static final int LARGEST_DATA = 1 << 16;

  /** The most that a block of so much data takes. */
  static final int LARGEST_BLOCK = 32 + LARGEST_DATA + LARGEST_DATA / 6;

  private static final byte[] STREAM_START = {
    (byte) IDENTIFIER, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y'
  };

  private static final int SPARE_SCRATCHES = 16;
  private static final ArrayBlockingQueue<Scratch> SPARE =
      new ArrayBlockingQueue<>(SPARE_SCRATCHES);

  private SnappyFrames() {}

  /** The identifier with its header; not to be changed. */
  static byte[] streamStart() {
    return STREAM_START;
  }

  static int maskedChecksum(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    int sum = (int) crc.getValue();
    return Integer.rotateRight(sum, 15) + 0xa282ead8;
  }

  /** What a stream needs while it is open; kept for the next one. */
  static final class Scratch {
    final SnappyCompressor compressor = SnappyCompressor.create();
    final SnappyDecompressor decompressor = SnappyDecompressor.create();
    final byte[] data = new byte[LARGEST_DATA];
    final byte[] chunk = new byte[HEADER_SIZE + CHECKSUM_SIZE + LARGEST_BLOCK];

    private Scratch() {}

    static Scratch take() {
      Scratch spare = SPARE.poll();
      return spare == null ? new Scratch() : spare;
    }

    void giveBack() {
      SPARE.offer(this);
    }
  }
}
