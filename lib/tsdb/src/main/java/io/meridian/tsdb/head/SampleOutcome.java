package io.meridian.tsdb.head;

/** What became of a sample. */
public enum SampleOutcome {
  /** It was stored. */
  STORED,
  /** The series has just this sample already; that counts as success. */
  DUPLICATE,
  /** The series has another value at this time. */
  OTHER_VALUE,
  /** The series has a later sample. */
  OUT_OF_ORDER,
  /** The range that it belongs to is in a block already. */
  TOO_OLD,
  /** It is further in the future than is allowed. */
  TOO_FAR_AHEAD,
  /** Its histogram breaks the rules of {@link io.meridian.model.HistogramValidation}. */
  INVALID_HISTOGRAM,
  /** Its series' labels are no label set: undecodable, no UTF-8, a name empty or twice. */
  INVALID_LABELS,
  /** Its series is new and the head has as many as it may have. */
  TOO_MANY_SERIES;

  /** Whether the sample is in the head. */
  public boolean isSuccess() {
    return this == STORED || this == DUPLICATE;
  }
}
