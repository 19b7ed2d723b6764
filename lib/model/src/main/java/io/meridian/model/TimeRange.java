package io.meridian.model;

/**
 * A range of instants, both ends included.
 *
 * @param min first instant, Unix milliseconds
 * @param max last instant, Unix milliseconds
 */
public record TimeRange(long min, long max) {
  /** Every instant. */
  public static final TimeRange ALL = new TimeRange(Long.MIN_VALUE, Long.MAX_VALUE);

  public TimeRange {
    if (min > max) {
      throw new IllegalArgumentException(
          "time range ends at " + max + " before it begins at " + min);
    }
  }

  public boolean contains(long time) {
    return min <= time && time <= max;
  }

  /** Whether the range shares an instant with {@code [otherMin, otherMax]}. */
  public boolean overlaps(long otherMin, long otherMax) {
    return min <= otherMax && otherMin <= max;
  }
}
