package io.meridian.tsdb.head;

/** What became of a sample. */
public enum SampleOutcome {
  /** It was stored. */
  STORED,
  /** It was stored behind a later one of its series. */
  STORED_OUT_OF_ORDER,
  /** It was stored apart, as the range that it belongs to is in a block already. */
  STORED_LATE,
  /** The series has just this sample already; that counts as success. */
  DUPLICATE,
  /** The series has another value at this time. */
  OTHER_VALUE,
  /** The range that it belongs to is in a block already, and it is too old to be stored apart. */
  TOO_OLD,
  /** It is further in the future than is allowed. */
  TOO_FAR_AHEAD,
  /** Its histogram breaks the rules of {@link io.meridian.model.HistogramValidation}. */
  INVALID_HISTOGRAM,
  /** Its series' labels are no label set: undecodable, no UTF-8, a name empty or twice. */
  INVALID_LABELS,
  /** Its series is new and has more labels than {@link LabelLimits} allow. */
  TOO_MANY_LABELS,
  /** Its series is new and has a name or value that is longer than {@link LabelLimits} allow. */
  LABEL_TOO_LONG,
  /** Its series is new and the head has as many as it may have. */
  TOO_MANY_SERIES;

  /** Whether the sample is in the head. */
  public boolean isSuccess() {
    return isStored() || this == DUPLICATE;
  }

  /** Whether this sample put something into the head. */
  boolean isStored() {
    return switch (this) {
      case STORED, STORED_OUT_OF_ORDER, STORED_LATE -> true;
      case DUPLICATE,
          OTHER_VALUE,
          TOO_OLD,
          TOO_FAR_AHEAD,
          INVALID_HISTOGRAM,
          INVALID_LABELS,
          TOO_MANY_LABELS,
          LABEL_TOO_LONG,
          TOO_MANY_SERIES ->
          false;
    };
  }
}
