package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Walks over entries of a postings offset table that follow as nearly all do: with the name of the
 * entry before, a value above its value, and lengths of a byte. Others are somebody else's to read
 * ({@link TableEntry}). Reads out of an array that gets one part of the table after the other,
 * which takes a fraction of the time also where no code is compiled yet.
 */
final class TableScan {
  private static final int WINDOW = 1 << 14;
  private static final int NO_NAME = 128;

  /** Two numbers of a byte each, the longest name and value and their number's longest. */
  private static final int LONGEST_ENTRY = 3 + 127 + 127 + 10;

  private final MemorySegment bytes;
  private final byte[] window;

  /** Where in the table the window begins. */
  private long windowFrom;

  private int filled;

  private long entry;

  /** Where in the window the entry before begins, and the next one. */
  private int last;

  private int at;

  /** Of the entry before. */
  private int nameLength = NO_NAME;

  private int lastValue;
  private int lastValueEnd;

  TableScan(MemorySegment bytes) {
    this.bytes = bytes;
    this.window = new byte[(int) Math.min(WINDOW, bytes.byteSize())];
  }

  /** The offset of the entry that was read last. */
  long entry() {
    return entry;
  }

  /** The offset behind the entry to which {@link #next} moved. */
  long at() {
    return windowFrom + at;
  }

  /** Goes on behind an entry that was read by other means. */
  void after(long newEntry, long next) {
    entry = newEntry;
    if (entry < windowFrom || entry + LONGEST_ENTRY > windowFrom + filled) {
      fill(entry);
    }
    last = (int) (entry - windowFrom);
    boolean isShort =
        last + LONGEST_ENTRY <= filled
            && window[last + 1] >= 0
            && window[last + 2 + window[last + 1]] >= 0;
    if (isShort) {
      nameLength = window[last + 1];
      lastValue = last + 3 + nameLength;
      lastValueEnd = lastValue + window[lastValue - 1];
      at = (int) (next - windowFrom);
    } else {
      nameLength = NO_NAME;
    }
  }

  private void fill(long from) {
    windowFrom = from;
    filled = (int) Math.min(window.length, bytes.byteSize() - from);
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, window, 0, filled);
  }

  /** Moves to the next entry if it follows as nearly all do. */
  boolean next() {
    if (nameLength == NO_NAME || (at + LONGEST_ENTRY > filled && !moveOn())) {
      return false;
    }
    int value = at + 3 + nameLength;
    if (window[at] != 2 || window[at + 1] != nameLength || window[value - 1] < 0) {
      return false;
    }
    int valueEnd = value + window[value - 1];
    long offset = ShortNumber.word(window, valueEnd);
    if (!ShortNumber.ends(offset)
        || !Arrays.equals(window, at + 2, value - 1, window, last + 2, last + 2 + nameLength)
        || Arrays.compareUnsigned(window, value, valueEnd, window, lastValue, lastValueEnd) <= 0) {
      return false;
    }
    entry = windowFrom + at;
    last = at;
    lastValue = value;
    lastValueEnd = valueEnd;
    at = valueEnd + ShortNumber.size(offset);
    return true;
  }

  /** Makes the window begin with the entry before; false near the table's end. */
  private boolean moveOn() {
    int moved = last;
    if (moved == 0) {
      return false;
    }
    fill(windowFrom + moved);
    last = 0;
    at -= moved;
    lastValue -= moved;
    lastValueEnd -= moved;
    return at + LONGEST_ENTRY <= filled;
  }
}
