package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The values of a name that begin with a prefix, read from the postings offset table through a
 * window.
 */
final class TableValues implements ValueCursor {
  static final TableValues NONE = new TableValues();

  private static final int WINDOW = 1 << 14;

  /** A value of 127 bytes and the longest number. */
  private static final int LONGEST_SHORT_ENTRY = 127 + 10;

  private final @Nullable OffsetTable table;
  private final long end;
  private final byte[] prefix;

  private byte[] window;

  /** Where in the table the window begins. */
  private long windowFrom;

  /** How many bytes of the window are filled. */
  private int filled;

  /** Where in the window the next entry begins. */
  private int at;

  /** How long the name is that all entries have; more than a byte says as long as none was read. */
  private int nameLength = 128;

  private int from;
  private int to;
  private long listOffset;

  private TableValues() {
    this.table = null;
    this.end = 0;
    this.prefix = new byte[0];
    this.window = prefix;
  }

  /**
   * A walk.
   *
   * @param from offset in the table of the first entry that may be wanted
   * @param end offset behind the last entry of the name
   * @param prefix with what values must begin
   */
  TableValues(OffsetTable table, long from, long end, byte[] prefix) {
    this.table = table;
    this.end = end;
    this.prefix = prefix;
    this.windowFrom = from;
    this.window = new byte[0];
  }

  @Override
  public boolean next() {
    if (table == null || windowFrom + at >= end) {
      return false;
    }
    while (!parse()) {
      fill(table);
    }
    if (prefix.length == 0 || hasPrefix()) {
      return true;
    }
    windowFrom = end; // the values are sorted: no later one begins with the prefix
    at = 0;
    filled = 0;
    return false;
  }

  private boolean hasPrefix() {
    return to - from >= prefix.length
        && Arrays.equals(window, from, from + prefix.length, prefix, 0, prefix.length);
  }

  /**
   * Reads the next entry; false if the window does not hold all of it. The table's walk has proved
   * it well-formed.
   */
  private boolean parse() {
    return parseShort() || parseLong();
  }

  /** Reads an entry whose lengths take a byte each, as nearly all do. */
  private boolean parseShort() {
    int value = at + 3 + nameLength;
    if (nameLength > 127
        || value + LONGEST_SHORT_ENTRY > filled
        || window[at] != 2
        || window[at + 1] != nameLength
        || window[value - 1] < 0) {
      return false;
    }
    int valueEnd = value + window[value - 1];
    long offset = ShortNumber.word(window, valueEnd);
    if (!ShortNumber.ends(offset)) {
      return false;
    }
    from = value;
    to = valueEnd;
    listOffset = ShortNumber.value(offset);
    at = valueEnd + ShortNumber.size(offset);
    return true;
  }

  private boolean parseLong() {
    int keys = skipNumber(at);
    int name = keys < 0 ? -1 : skipString(keys);
    if (name < 0) {
      return false;
    }
    int value = skipNumber(name);
    int valueEnd = value < 0 ? -1 : skipString(name);
    int next = valueEnd < 0 ? -1 : skipNumber(valueEnd);
    if (next < 0) {
      return false;
    }
    nameLength = (int) number(keys);
    from = value;
    to = valueEnd;
    listOffset = number(valueEnd);
    at = next;
    return true;
  }

  private int skipString(int offset) {
    int begin = skipNumber(offset);
    if (begin < 0) {
      return -1;
    }
    long length = number(offset);
    return length > filled - begin ? -1 : begin + (int) length;
  }

  private int skipNumber(int offset) {
    for (int i = offset; i < filled; i++) {
      if (window[i] >= 0) {
        return i + 1;
      }
    }
    return -1;
  }

  private long number(int offset) {
    long value = 0;
    for (int i = offset, shift = 0; ; i++, shift += 7) {
      value |= (window[i] & 0x7fL) << shift;
      if (window[i] >= 0) {
        return value;
      }
    }
  }

  /** Makes the window begin with the next entry, and larger if it does so already. */
  private void fill(OffsetTable owner) {
    long size = at == 0 && filled > 0 ? 2L * filled : Math.max(WINDOW, window.length);
    windowFrom += at;
    if (at == 0 && filled == end - windowFrom) {
      throw owner.section().varints().at(windowFrom).corrupt("the table changed while it was read");
    }
    at = 0;
    filled = (int) Math.min(size, end - windowFrom);
    if (window.length < filled) {
      window = new byte[filled];
    }
    MemorySegment.copy(
        owner.section().bytes(), ValueLayout.JAVA_BYTE, windowFrom, window, 0, filled);
  }

  @Override
  public byte[] bytes() {
    return window;
  }

  @Override
  public int from() {
    return from;
  }

  @Override
  public int to() {
    return to;
  }

  @Override
  public long listOffset() {
    return listOffset;
  }

  @Override
  public long listEnd() {
    return table == null ? 0 : nextOffset(table);
  }

  /** The offset in the entry that follows, which is mostly in the window. */
  private long nextOffset(OffsetTable owner) {
    int value = at + 3 + nameLength;
    boolean seen =
        windowFrom + at < end
            && owner.knowsListEnds()
            && nameLength < 128
            && value + LONGEST_SHORT_ENTRY <= filled
            && window[at] == 2
            && window[at + 1] == nameLength
            && window[value - 1] >= 0;
    if (!seen) {
      return owner.listEnd(windowFrom + at);
    }
    int offsetAt = value + window[value - 1];
    long offset = ShortNumber.word(window, offsetAt);
    return ShortNumber.ends(offset) ? ShortNumber.value(offset) : number(offsetAt);
  }
}
