package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;

/** A bit for each of some rows and each step. */
final class StepBits {
  private final int words;
  private final long[] bits;

  StepBits(int rows, int steps) {
    words = words(steps);
    bits = new long[Math.multiplyExact(rows, words)];
  }

  private static int words(int steps) {
    return (steps + Long.SIZE - 1) / Long.SIZE;
  }

  /** How much memory the bits of a number of rows take. */
  static long bytes(int rows, int steps) {
    return (long) rows * words(steps) * Long.BYTES;
  }

  /** How much memory these bits take. */
  long bytes() {
    return (long) bits.length * Long.BYTES;
  }

  boolean has(int row, int step) {
    return (bits[row * words + (step >> 6)] & (1L << step)) != 0;
  }

  /** Sets a bit; says whether it was not set before. */
  boolean add(int row, int step) {
    int word = row * words + (step >> 6);
    long before = bits[word];
    bits[word] = before | (1L << step);
    return bits[word] != before;
  }

  /** Sets the bits of all steps at which a run of cells has samples. */
  void addAll(int row, Tile tile, int firstCell) {
    for (int step = 0; step < tile.steps(); step++) {
      if (tile.has(firstCell + step)) {
        bits[row * words + (step >> 6)] |= 1L << step;
      }
    }
  }
}
