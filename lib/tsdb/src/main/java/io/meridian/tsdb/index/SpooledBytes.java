package io.meridian.tsdb.index;

import java.io.IOException;
import java.util.Arrays;

/**
 * A stream of numbers in a {@link Spool}: what does not fit the buffer is written out in blocks,
 * and read back from the begin as often as wanted. A record of numbers never crosses a block's end.
 */
final class SpooledBytes {
  private static final int SMALLEST = 64;
  private static final int LARGEST = 1 << 15;

  private final Spool spool;
  private byte[] buffer = new byte[SMALLEST];
  private int filled;
  private long[] blockAt = new long[4];
  private int[] blockLength = new int[4];
  private int blocks;

  SpooledBytes(Spool spool) {
    this.spool = spool;
  }

  /** Bytes of memory that the buffer takes. */
  int memory() {
    return buffer.length;
  }

  /** Makes room for one record of at most so many bytes. */
  void beginRecord(int bytes) throws IOException {
    if (buffer.length - filled >= bytes) {
      return;
    }
    if (buffer.length < LARGEST) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    } else {
      flush();
    }
  }

  void uvarint(long value) {
    filled = FileOutput.putUvarint(buffer, filled, value);
  }

  void varint(long value) {
    filled = FileOutput.putVarint(buffer, filled, value);
  }

  /** Writes the buffer out and lets go of its memory. */
  void release() throws IOException {
    flush();
    buffer = new byte[SMALLEST];
  }

  private void flush() throws IOException {
    if (filled == 0) {
      return;
    }
    if (blocks == blockAt.length) {
      blockAt = Arrays.copyOf(blockAt, 2 * blocks);
      blockLength = Arrays.copyOf(blockLength, 2 * blocks);
    }
    blockAt[blocks] = spool.append(buffer, filled);
    blockLength[blocks] = filled;
    blocks++;
    filled = 0;
  }

  /** A walk from the begin; nothing may be written any more. */
  Reader reader() {
    return new Reader();
  }

  /** Reads what was written. */
  final class Reader {
    private byte[] block = new byte[0];
    private int at;
    private int end;
    private int next;

    /** Moves to the next record; false at the end. */
    boolean nextRecord() throws IOException {
      return at < end || nextBlock();
    }

    private boolean nextBlock() throws IOException {
      if (next > blocks) {
        return false;
      }
      at = 0;
      if (next == blocks) {
        block = buffer;
        end = filled;
      } else {
        if (block.length < LARGEST) {
          block = new byte[LARGEST];
        }
        end = blockLength[next];
        spool.read(blockAt[next], block, end);
      }
      next++;
      return end > 0;
    }

    long uvarint() {
      long value = block[at++];
      if (value >= 0) {
        return value;
      }
      value &= 0x7f;
      for (int shift = 7; ; shift += 7) {
        byte more = block[at++];
        value |= (more & 0x7fL) << shift;
        if (more >= 0) {
          return value;
        }
      }
    }

    long varint() {
      long zigzag = uvarint();
      return (zigzag >>> 1) ^ -(zigzag & 1);
    }
  }
}
