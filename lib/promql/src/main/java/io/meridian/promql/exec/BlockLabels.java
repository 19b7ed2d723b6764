package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import java.util.Arrays;

/** The labels of a block's series as ranges of arrays that others hold. */
final class BlockLabels {
  private byte[][] bytes;
  private int[] from;
  private int[] to;
  private boolean[] dropsName;
  private int size;

  BlockLabels(int capacity) {
    bytes = new byte[capacity][];
    from = new int[capacity];
    to = new int[capacity];
    dropsName = new boolean[capacity];
  }

  void add(byte[] packed, int start, int end, boolean drops) {
    if (size == from.length) {
      int capacity = Math.max(16, size * 2);
      bytes = Arrays.copyOf(bytes, capacity);
      from = Arrays.copyOf(from, capacity);
      to = Arrays.copyOf(to, capacity);
      dropsName = Arrays.copyOf(dropsName, capacity);
    }
    bytes[size] = packed;
    from[size] = start;
    to[size] = end;
    dropsName[size++] = drops;
  }

  /** The labels of a block as they are. */
  static BlockLabels of(SeriesBlock block) {
    BlockLabels labels = new BlockLabels(block.size());
    for (int i = 0; i < block.size(); i++) {
      labels.add(block.labelBytes(i), block.labelsFrom(i), block.labelsTo(i), block.dropsName(i));
    }
    return labels;
  }

  /** The same labels when names are to go: at once, or at the query's end. */
  BlockLabels withoutNames(boolean delayed) {
    BlockLabels labels = new BlockLabels(size);
    for (int i = 0; i < size; i++) {
      int skipped = delayed ? from[i] : NameDrop.skip(bytes[i], from[i], to[i]);
      if (skipped >= 0) {
        labels.add(bytes[i], skipped, to[i], true);
      } else {
        LabelBytes rest = new LabelBytes();
        NameDrop.add(bytes[i], from[i], to[i], rest);
        labels.add(rest.bytes(), 0, rest.length(), true);
      }
    }
    return labels;
  }

  int size() {
    return size;
  }

  byte[] bytes(int series) {
    return bytes[series];
  }

  int from(int series) {
    return from[series];
  }

  int to(int series) {
    return to[series];
  }

  boolean dropsName(int series) {
    return dropsName[series];
  }
}
