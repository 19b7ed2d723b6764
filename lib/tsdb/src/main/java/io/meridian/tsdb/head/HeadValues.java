package io.meridian.tsdb.head;

import io.meridian.tsdb.index.ValueCursor;
import java.util.Arrays;

/** Walks over the values of a label that begin with a prefix. The list offset is the pair. */
final class HeadValues implements ValueCursor {
  /** So many pairs, which lie anywhere, are read at once, so that they are waited for at once. */
  private static final int AHEAD = 64;

  private final LabelPairs pairs;
  private final byte[] prefix;
  private final int[] order;
  private final LabelField field = new LabelField();
  private final int[] ahead = new int[AHEAD];
  private int at;

  /** Before this one pairs are in the processor's cache. */
  private int aheadTo;

  /** What reading ahead finds, so that it is not left out. */
  private int touched;

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
    at++;
    if (at >= aheadTo) {
      readAhead();
    }
    pairs.read(order[at], field);
    int end = field.valueFrom() + prefix.length;
    if (prefix.length > 0 && !begins(end)) {
      at = order.length;
      return false;
    }
    return true;
  }

  private boolean begins(int end) {
    return end <= field.valueTo()
        && Arrays.equals(field.bytes(), field.valueFrom(), end, prefix, 0, prefix.length);
  }

  private void readAhead() {
    int count = Math.min(AHEAD, order.length - at);
    System.arraycopy(order, at, ahead, 0, count);
    pairs.locate(ahead, count);
    int before = touched;
    touched = before + pairs.touch(ahead, count);
    aheadTo = at + count;
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
