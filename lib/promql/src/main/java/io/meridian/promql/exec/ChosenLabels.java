package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import java.util.Arrays;
import java.util.BitSet;

/** Labels of series that may be among the chosen ones, numbered as they are added. */
final class ChosenLabels {
  private final LabelBytes labels = new LabelBytes();
  private final BitSet dropsName = new BitSet();
  private int[] ends = new int[16];
  private int size;

  /** The number of the series to be added next. */
  int next() {
    return size;
  }

  long bytes() {
    return labels.length();
  }

  void add(SeriesBlock block, int series) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
    }
    labels.add(block.labelBytes(series), block.labelsFrom(series), block.labelsTo(series));
    dropsName.set(size, block.dropsName(series));
    ends[size++] = labels.length();
  }

  /** Adds a series without samples to those chosen; the result is its number there. */
  int addTo(ChosenSeries chosen, int number) {
    int from = number == 0 ? 0 : ends[number - 1];
    return chosen.add(labels.bytes(), from, ends[number], dropsName.get(number));
  }
}
