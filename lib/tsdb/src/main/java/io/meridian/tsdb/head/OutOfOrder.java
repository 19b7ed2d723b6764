package io.meridian.tsdb.head;

/**
 * What a series has besides its chunks in order of time; most series have nothing. While there is
 * one, its lock guards all appends to the series and the copies that readers take, so that they see
 * a prefix of what was stored, whatever way it came.
 */
final class OutOfOrder {
  private final Unordered recent = new Unordered();
  private final Unordered late = new Unordered();

  /** Samples that came after a later one, of ranges that are not cut yet. */
  Unordered recent() {
    return recent;
  }

  /** Samples of ranges that were cut before they came. */
  Unordered late() {
    return late;
  }

  boolean isEmpty() {
    return recent.isEmpty() && late.isEmpty();
  }
}
