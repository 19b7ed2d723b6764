package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;

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
}
