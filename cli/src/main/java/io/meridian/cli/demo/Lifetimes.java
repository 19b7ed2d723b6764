package io.meridian.cli.demo;

/**
 * When a process began: now and then it begins anew, and its counters with it.
 *
 * @param every milliseconds from one beginning to the next
 * @param offset when one of them is, in milliseconds since the epoch
 */
record Lifetimes(long every, long offset) {
  /** When the process that runs at an instant began. */
  long begin(long time) {
    return number(time) * every + offset;
  }

  /** How many there were before it. */
  long number(long time) {
    return Math.floorDiv(time - offset, every);
  }
}
