package io.meridian.storeapi.order;

import io.meridian.model.LabelNames;

/** A walk over series whose labels were changed, still in the order that they had before. */
public interface OriginalSeries extends FinalSeries {
  /** The array that holds the packed labels that the current series had before. */
  byte[] originalBytes();

  int originalFrom();

  int originalTo();

  /**
   * Whether none of these series, gone or to come, had a label of these names before, as far as
   * that is known; asked when {@link #next} has given a series.
   */
  default boolean lacked(LabelNames names) {
    return false;
  }
}
