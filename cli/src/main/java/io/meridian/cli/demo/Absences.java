package io.meridian.cli.demo;

/**
 * Times in which somebody is away, again and again.
 *
 * @param every milliseconds from one to the next
 * @param offset when one of them begins, in milliseconds since the epoch
 * @param length milliseconds that each lasts; 0 for none
 */
record Absences(long every, long offset, long length) {
  static final Absences NONE = new Absences(1, 0, 0);

  /** Whether an instant is in one. */
  boolean contains(long time) {
    return Math.floorMod(time - offset, every) < length;
  }
}
