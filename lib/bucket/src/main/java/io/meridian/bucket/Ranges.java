package io.meridian.bucket;

/** Checks of ranges, the same for every store. */
final class Ranges {
  private Ranges() {}

  static void check(long offset, int length) {
    if (offset < 0 || length < 0) {
      throw new IllegalArgumentException("no range: " + length + " bytes from " + offset);
    }
  }

  static CorruptObjectException beyond(Place place, long offset, int length, long size) {
    return new CorruptObjectException(
        place,
        "expected " + length + " bytes from " + offset + " on, the object has " + size + " bytes");
  }

  /** An answer that is not the range that was asked. */
  static CorruptObjectException cut(Place place, long offset, int length, long found) {
    return new CorruptObjectException(
        place, "expected " + length + " bytes from " + offset + " on, the answer had " + found);
  }
}
