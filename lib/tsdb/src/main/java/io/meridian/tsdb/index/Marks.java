package io.meridian.tsdb.index;

import java.util.Arrays;

/** Bits beside a block of references: which of them were found. */
final class Marks {
  private static final long[] NONE = new long[0];

  private long[] words = NONE;

  /** Makes room for so many bits and clears them. */
  long[] cleared(int bits) {
    int length = (bits + 63) >>> 6;
    if (words.length < length) {
      words = new long[Integer.highestOneBit(length) << 1];
    } else {
      Arrays.fill(words, 0, length, 0);
    }
    return words;
  }

  /** Sets bits {@code from} to {@code to}, the end left out. */
  static void set(long[] marks, int from, int to) {
    for (int i = from; i < to; i++) {
      marks[i >> 6] |= 1L << i;
    }
  }

  static boolean get(long[] marks, int bit) {
    return (marks[bit >> 6] & 1L << bit) != 0;
  }

  /**
   * Moves the references whose bit is as asked to the front of their range.
   *
   * @return the end of what was kept
   */
  static int keep(int[] refs, int from, int to, long[] marks, boolean marked) {
    int kept = from;
    for (int i = from; i < to; i++) {
      refs[kept] = refs[i];
      kept += get(marks, i - from) == marked ? 1 : 0;
    }
    return kept;
  }

  /**
   * Sets the bits of those references of a range that are also among some others.
   *
   * @param members ascending, all of them in the range
   * @param count how many members there are
   */
  static void setMembers(int[] refs, int from, int to, int[] members, int count, long[] marks) {
    int member = 0;
    for (int i = from; i < to && member < count; i++) {
      if (refs[i] == members[member]) {
        marks[(i - from) >> 6] |= 1L << (i - from);
        member++;
      }
    }
  }

  /** Adds marks of a part of a block, which begins at a bit of the block's marks. */
  static void or(long[] marks, int at, long[] part, int count) {
    for (int i = 0; i < count; i++) {
      if (get(part, i)) {
        marks[(at + i) >> 6] |= 1L << (at + i);
      }
    }
  }
}
