package io.meridian.tsdb.chunk;

import java.util.Arrays;

/**
 * Columns of doubles, each written as differences by exclusive or to the column's last value, each
 * with a window of its own: how the sum of a histogram and all numbers of a float histogram are
 * written.
 *
 * <pre>
 *   value := '0'                               the last value again
 *          | '10' x:(64−lead−trail)            difference x·2^trail, within the column's window
 *          | '11' lead:5 n:6 x:n               n 0 stands for 64; the window becomes lead, trail = 64−lead−n
 * </pre>
 *
 * A reader begins with the window 0,0; a writer has none until it wrote one, and never makes one
 * smaller.
 */
final class XorColumns {
  private static final short NONE = -1;

  private long[] lasts = new long[1];

  /** Lead in the upper byte, trail in the lower. */
  private short[] windows = new short[1];

  /** Makes ready for reading a number of columns; {@link #first} must follow for each. */
  void resetForReading(int columns) {
    reset(columns, (short) 0);
  }

  /** Makes ready for writing a number of columns; {@link #first} must follow for each. */
  void resetForWriting(int columns) {
    reset(columns, NONE);
  }

  private void reset(int columns, short window) {
    if (columns > lasts.length) {
      int capacity = Math.max(columns, lasts.length * 2);
      lasts = new long[capacity];
      windows = new short[capacity];
    }
    Arrays.fill(windows, 0, columns, window);
  }

  /** Sets the bits of a column's first value, which stands in the stream as it is. */
  void first(int column, long bits) {
    lasts[column] = bits;
  }

  /** The bits of a column's last value. */
  long last(int column) {
    return lasts[column];
  }

  /** Leading zeros of the window of a column that is read. */
  int lead(int column) {
    return windows[column] >>> 8;
  }

  /** Trailing zeros of the window of a column that is read. */
  int trail(int column) {
    return windows[column] & 0xff;
  }

  /** The bits of all columns' last values; replaced when there are more columns than before. */
  long[] lasts() {
    return lasts;
  }

  /** Reads the bits of a column's next value. */
  long read(BitReader in, int column) {
    if (!in.bit()) {
      return lasts[column];
    }
    int lead;
    int width;
    if (in.bit()) {
      int window = (int) in.bits(11);
      lead = window >>> 6;
      width = (window & 63) == 0 ? 64 : window & 63;
      if (lead + width > 64) {
        throw in.corrupt("a window of at most 64 bits was expected, found " + lead + " + " + width);
      }
      windows[column] = (short) ((lead << 8) | (64 - lead - width));
    } else {
      lead = windows[column] >>> 8;
      width = 64 - lead - (windows[column] & 0xff);
    }
    int trail = 64 - lead - width;
    long bits = lasts[column] ^ (in.bits(width) << trail);
    lasts[column] = bits;
    return bits;
  }

  /** Writes the bits of a column's next value. */
  void write(BitWriter out, int column, long bits) {
    long difference = bits ^ lasts[column];
    if (difference == 0) {
      out.bits(0, 1);
      return;
    }
    lasts[column] = bits;
    int lead = Math.min(Long.numberOfLeadingZeros(difference), 31);
    int trail = Long.numberOfTrailingZeros(difference);
    short window = windows[column];
    int windowLead = window >>> 8;
    int windowTrail = window & 0xff;
    if (window != NONE && lead >= windowLead && trail >= windowTrail) {
      out.bits(0b10, 2);
      out.bits(difference >>> windowTrail, 64 - windowLead - windowTrail);
      return;
    }
    int width = 64 - lead - trail;
    windows[column] = (short) ((lead << 8) | trail);
    out.bits((0b11 << 11) | (lead << 6) | (width & 63), 13);
    out.bits(difference >>> trail, width);
  }
}
