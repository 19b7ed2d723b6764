package io.meridian.receiver.replication;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.airlift.compress.v3.MalformedInputException;
import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.airlift.compress.v3.snappy.SnappyDecompressor;
import io.meridian.tsdb.file.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A file of a {@link Spool}:
 *
 * <pre>
 *   file    := header record*
 *   header  := "MSPL" version (1 byte: 1) 0 0 0
 *   record  := size of the payload (u32) CRC-32C of the payload (u32) payload     little-endian
 *   payload := copy (u16) size of the tenant's name (u16) size of the message (u32)
 *              name (UTF-8) the message as a Snappy block
 * </pre>
 *
 * A record that is cut off or whose checksum does not fit ends the file; nothing behind it can be
 * found.
 */
final class SpoolFormat {
  private static final byte[] HEADER = {'M', 'S', 'P', 'L', 1, 0, 0, 0};
  private static final int PREFIX = 8;
  private static final int SIZES = 8;

  /** A message is no larger than this, whatever a record says. */
  private static final int LARGEST_MESSAGE = 1 << 30;

  private SpoolFormat() {}

  static byte[] header() {
    return HEADER.clone();
  }

  static byte[] record(Slice slice) {
    byte[] tenant = slice.tenant().getBytes(UTF_8);
    SnappyCompressor snappy = SnappyCompressor.create();
    int length = slice.message().length();
    int at = PREFIX + SIZES + tenant.length;
    byte[] record = new byte[at + snappy.maxCompressedLength(length)];
    int block = snappy.compress(slice.message().array(), 0, length, record, at, record.length - at);
    int size = at + block;
    ByteBuffer fields = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
    fields.position(PREFIX).putShort((short) slice.copy());
    fields.putShort((short) tenant.length).putInt(length).put(tenant);
    fields.putInt(0, size - PREFIX).putInt(4, Crc32c.of(record, PREFIX, size));
    return Arrays.copyOf(record, size);
  }

  /** Reads a file's records in order. */
  static final class Reader {
    private final ByteBuffer file;
    private final SnappyDecompressor snappy = SnappyDecompressor.create();
    private int recordSize;
    private boolean damaged;

    Reader(byte[] file) {
      this.file = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      if (file.length >= HEADER.length && Arrays.equals(file, 0, 8, HEADER, 0, 8)) {
        this.file.position(HEADER.length);
      } else {
        damaged = file.length > 0;
      }
    }

    /** The next slice; null at the end, or where the file is damaged. */
    @Nullable Slice next() {
      if (damaged || file.remaining() == 0) {
        return null;
      }
      Slice slice = read();
      damaged = slice == null;
      return slice;
    }

    private @Nullable Slice read() {
      if (file.remaining() < PREFIX + SIZES) {
        return null;
      }
      int at = file.position();
      int size = file.getInt(at);
      if (size < SIZES || size > file.remaining() - PREFIX) {
        return null;
      }
      int from = at + PREFIX;
      if (Crc32c.of(file.array(), from, from + size) != file.getInt(at + 4)) {
        return null;
      }
      recordSize = PREFIX + size;
      file.position(at + recordSize);
      return slice(from, from + size);
    }

    private @Nullable Slice slice(int from, int to) {
      int copy = file.getShort(from) & 0xffff;
      int nameSize = file.getShort(from + 2) & 0xffff;
      int length = file.getInt(from + 4);
      int nameFrom = from + SIZES;
      int blockFrom = nameFrom + nameSize;
      if (blockFrom > to || length < 0 || length > LARGEST_MESSAGE) {
        return null;
      }
      byte[] message = new byte[length];
      try {
        int count = snappy.decompress(file.array(), blockFrom, to - blockFrom, message, 0, length);
        String tenant = new String(file.array(), nameFrom, nameSize, UTF_8);
        return count == length ? new Slice(tenant, copy, new WireBytes(message, length)) : null;
      } catch (MalformedInputException e) {
        return null;
      }
    }

    /** How many bytes the last record takes. */
    int recordSize() {
      return recordSize;
    }

    /** Whether what is left cannot be read. */
    boolean isDamaged() {
      return damaged;
    }

    /** How many bytes are left. */
    int left() {
      return file.remaining();
    }
  }
}
