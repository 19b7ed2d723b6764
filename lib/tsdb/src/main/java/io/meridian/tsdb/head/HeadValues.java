package io.meridian.tsdb.head;

import io.meridian.tsdb.index.ValueCursor;
import java.util.Arrays;

/** Walks over the values of a label that begin with a prefix. The list offset is the position. */
final class HeadValues implements ValueCursor {
  private final SymbolHeap symbols;
  private final LabelValues values;
  private final byte[] prefix;
  private final int[] order;
  private final int name;
  private int at;
  private byte[] page = {};
  private int from;
  private int to;

  HeadValues(SymbolHeap symbols, LabelValues values, int name, byte[] prefix) {
    this.symbols = symbols;
    this.values = values;
    this.prefix = prefix;
    this.name = name;
    this.order = values.sorted();
    this.at = values.lowerBound(prefix) - 1;
  }

  @Override
  public boolean next() {
    if (at + 1 >= order.length) {
      return false;
    }
    int symbol = values.value(order[++at]);
    page = symbols.page(symbol);
    from = symbols.from(symbol);
    to = from + symbols.length(symbol);
    int end = from + prefix.length;
    if (end > to || !Arrays.equals(page, from, end, prefix, 0, prefix.length)) {
      at = order.length;
      return false;
    }
    return true;
  }

  @Override
  public byte[] bytes() {
    return page;
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
    return HeadIndex.list(name, order[at]);
  }

  @Override
  public long listEnd() {
    return 0;
  }
}
