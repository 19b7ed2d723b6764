package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Takes a metric's name, type and unit out of packed labels, as every function and operator does
 * that gives something else than the metric.
 */
public final class NameDrop {
  /** The labels that belong to a metric's name. */
  public static final LabelNames NAMES = LabelNames.of("__name__", "__type__", "__unit__");

  private NameDrop() {}

  /** Adds a set's labels to others without those that belong to the name. */
  public static void add(byte[] packed, int from, int to, LabelBytes into) {
    NAMES.select(false, packed, from, to, into);
  }

  /**
   * Where the labels begin behind those of the name, which almost always come first; −1 if others
   * come before them, so that they can't be cut off.
   */
  public static int skip(byte[] packed, int from, int to) {
    int at = from;
    while (at < to) {
      int length = PackedLabels.length(packed, at);
      int nameFrom = at + PackedLabels.lengthSize(length);
      int nameTo = nameFrom + length;
      if (NAMES.contains(packed, nameFrom, nameTo)) {
        int value = PackedLabels.length(packed, nameTo);
        at = nameTo + PackedLabels.lengthSize(value) + value;
      } else if (sortsBehindNames(packed, nameFrom, nameTo)) {
        return at;
      } else {
        return -1;
      }
    }
    return at;
  }

  /** Whether no label of the name can come after this one. */
  private static boolean sortsBehindNames(byte[] packed, int from, int to) {
    byte[] last = NAMES.name(NAMES.size() - 1);
    return Arrays.compareUnsigned(packed, from, to, last, 0, last.length) > 0;
  }
}
