package io.meridian.tsdb.index;

import java.util.Arrays;

/** The values of a name that begin with a prefix, read from a sparse header. */
final class HeaderValues implements ValueCursor {
  private final HeaderTable table;
  private final Symbols symbols;
  private final Varints values;
  private final byte[] prefix;
  private final int firstSample;
  private final int count;

  /** Which value of the name comes next; beyond their number at the end. */
  private int next;

  /** The value before the next one. */
  private int symbol;

  private long listOffset;

  /** Whether the current value was read already and is still to be given out. */
  private boolean pending;

  private byte[] bytes = new byte[64];
  private int length;

  /**
   * A walk.
   *
   * @param position the name's
   * @param sample of the name's samples the one to begin with
   */
  HeaderValues(HeaderTable table, int position, int sample, byte[] prefix) {
    this.table = table;
    this.symbols = table.symbols();
    this.values = table.values().varints();
    this.prefix = prefix;
    this.firstSample = table.firstSample(position);
    this.count = table.values(position);
    this.next = sample * HeaderTable.INTERVAL;
  }

  /** Passes the values whose symbols are below one. */
  void skipTo(int target) {
    while (advance()) {
      if (symbol >= target) {
        pending = true;
        return;
      }
    }
  }

  @Override
  public boolean next() {
    if (!pending && !advance()) {
      return false;
    }
    pending = false;
    long place = symbols.locateAt(symbol);
    length = Symbols.length(place);
    bytes = Symbols.grown(bytes, length);
    symbols.copy(place, bytes, 0);
    if (length >= prefix.length
        && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length)) {
      return true;
    }
    next = count; // the values are sorted: no later one begins with the prefix
    return false;
  }

  private boolean advance() {
    if (next >= count) {
      return false;
    }
    if (next % HeaderTable.INTERVAL == 0) {
      int sample = firstSample + next / HeaderTable.INTERVAL;
      symbol = table.sampleSymbol(sample);
      listOffset = table.sampleList(sample);
      values.at(table.sampleNext(sample));
    } else {
      symbol = table.symbol(symbol + values.uvarint());
      listOffset += values.varint();
    }
    next++;
    return true;
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  @Override
  public int from() {
    return 0;
  }

  @Override
  public int to() {
    return length;
  }

  @Override
  public long listOffset() {
    return listOffset;
  }

  @Override
  public long listEnd() {
    if (next >= count || next % HeaderTable.INTERVAL == 0) {
      return table.sampleList(
          firstSample + (next + HeaderTable.INTERVAL - 1) / HeaderTable.INTERVAL);
    }
    long at = values.at();
    values.uvarint();
    long end = listOffset + values.varint();
    values.at(at);
    return end;
  }
}
