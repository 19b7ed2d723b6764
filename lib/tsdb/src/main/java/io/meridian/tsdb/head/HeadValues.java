package io.meridian.tsdb.head;

import io.meridian.tsdb.index.ValueCursor;
import java.util.Arrays;

/** Walks over the values of a label that begin with a prefix. The list offset is the pair. */
final class HeadValues implements ValueCursor {
  private final LabelPairs pairs;
  private final byte[] prefix;
  private final int[] order;
  private final LabelField field = new LabelField();
  private int at;

  HeadValues(LabelPairs pairs, LabelValues values, byte[] prefix) {
    this.pairs = pairs;
    this.prefix = prefix;
    this.order = values.sorted();
    this.at = values.lowerBound(prefix) - 1;
  }

  @Override
  public boolean next() {
    if (at + 1 >= order.length) {
      return false;
    }
    pairs.read(order[++at], field);
    int end = field.valueFrom() + prefix.length;
    if (end > field.valueTo()
        || !Arrays.equals(field.bytes(), field.valueFrom(), end, prefix, 0, prefix.length)) {
      at = order.length;
      return false;
    }
    return true;
  }

  @Override
  public byte[] bytes() {
    return field.bytes();
  }

  @Override
  public int from() {
    return field.valueFrom();
  }

  @Override
  public int to() {
    return field.valueTo();
  }

  @Override
  public long listOffset() {
    return order[at];
  }

  @Override
  public long listEnd() {
    return 0;
  }
}
