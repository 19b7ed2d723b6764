package io.meridian.storeapi.order;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.PackedLabels;
import io.meridian.model.QueryContext;
import java.util.Arrays;

/**
 * Series held in memory, one behind the other in one array, the last ones taken off again first.
 * What they take is charged to the query.
 */
final class HeldSeries implements AutoCloseable {
  private final QueryContext context;
  private byte[] bytes = {};
  private int length;
  private final IntArrayList froms = new IntArrayList();
  private final IntArrayList chunksFroms = new IntArrayList();

  HeldSeries(QueryContext context) {
    this.context = context;
  }

  int size() {
    return froms.size();
  }

  /** How many bytes the series take. */
  int length() {
    return length;
  }

  /** Adds the current series of a walk. */
  void add(FinalSeries series) {
    int labels = series.labelsTo() - series.labelsFrom();
    int chunks = series.chunksTo() - series.chunksFrom();
    reserve(Math.addExact(labels, chunks));
    froms.add(length);
    chunksFroms.add(length + labels);
    System.arraycopy(series.labelBytes(), series.labelsFrom(), bytes, length, labels);
    System.arraycopy(series.chunkBytes(), series.chunksFrom(), bytes, length + labels, chunks);
    length += labels + chunks;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int room = Math.clamp(2L * needed, 4 << 10, Integer.MAX_VALUE - 8);
      context.charge(room - bytes.length);
      bytes = Arrays.copyOf(bytes, room);
    }
  }

  /** Forgets the series from one on. */
  void cut(int series) {
    if (series < froms.size()) {
      length = froms.get(series);
      froms.elementsCount = series;
      chunksFroms.elementsCount = series;
    }
  }

  /** The series from one on in the order of their labels; equal ones as they came. */
  int[] sorted(int first) {
    int count = size() - first;
    boolean inOrder = true;
    for (int i = first + 1; inOrder && i < size(); i++) {
      inOrder = compare(i - 1, i) <= 0;
    }
    if (inOrder) {
      int[] order = new int[count];
      Arrays.setAll(order, i -> first + i);
      return order;
    }
    return IndirectSort.mergesort(first, count, this::compare);
  }

  private int compare(int one, int other) {
    return PackedLabels.compare(
        bytes, from(one), chunksFrom(one), bytes, from(other), chunksFrom(other));
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where a series' labels begin. */
  int from(int series) {
    return froms.get(series);
  }

  /** Where its labels end and its chunks begin. */
  int chunksFrom(int series) {
    return chunksFroms.get(series);
  }

  /** Where its chunks end. */
  int to(int series) {
    return series + 1 < froms.size() ? froms.get(series + 1) : length;
  }

  @Override
  public void close() {
    context.release(bytes.length);
    bytes = new byte[0];
    length = 0;
    cut(0);
  }
}
