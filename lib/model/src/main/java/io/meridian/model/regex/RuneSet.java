package io.meridian.model.regex;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * An immutable set of runes: Unicode code points and, above them, {@link #INVALID}, which stands
 * for any byte that is no part of valid UTF-8. What is negated (a dot, {@code [^a]}, {@code \D})
 * holds INVALID, what is enumerated does not.
 */
final class RuneSet {
  /** The rune of a byte that is no part of valid UTF-8. */
  static final int INVALID = Character.MAX_CODE_POINT + 1;

  static final RuneSet NONE = new RuneSet(new int[0]);
  static final RuneSet ANY = new RuneSet(new int[] {0, INVALID});
  static final RuneSet NOT_NEWLINE = ofRange('\n', '\n').negated();

  /** First and last rune of each range by turns; ranges ascend and do not touch. */
  private final int[] ranges;

  private RuneSet(int[] ranges) {
    this.ranges = ranges;
  }

  static RuneSet of(int rune) {
    return ofRange(rune, rune);
  }

  static RuneSet ofRange(int first, int last) {
    return new RuneSet(new int[] {first, last});
  }

  /** The code points that satisfy a condition. */
  static RuneSet where(IntPredicate condition) {
    Builder builder = new Builder();
    for (int rune = 0; rune <= Character.MAX_CODE_POINT; rune++) {
      if (condition.test(rune)) {
        builder.add(rune, rune);
      }
    }
    return builder.build();
  }

  boolean contains(int rune) {
    int low = 0;
    int high = ranges.length / 2 - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (rune < ranges[2 * middle]) {
        high = middle - 1;
      } else if (rune > ranges[2 * middle + 1]) {
        low = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  boolean isEmpty() {
    return ranges.length == 0;
  }

  boolean isAny() {
    return equals(ANY);
  }

  /** How many runes there are. */
  int size() {
    int size = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      size += ranges[i + 1] - ranges[i] + 1;
    }
    return size;
  }

  int rangeCount() {
    return ranges.length / 2;
  }

  int first(int range) {
    return ranges[2 * range];
  }

  int last(int range) {
    return ranges[2 * range + 1];
  }

  /** All other runes, INVALID among them unless it is in this set. */
  RuneSet negated() {
    Builder builder = new Builder();
    int next = 0;
    for (int i = 0; i < ranges.length; i += 2) {
      if (next < ranges[i]) {
        builder.add(next, ranges[i] - 1);
      }
      next = ranges[i + 1] + 1;
    }
    if (next <= INVALID) {
      builder.add(next, INVALID);
    }
    return builder.build();
  }

  RuneSet or(RuneSet other) {
    return new Builder().add(this).add(other).build();
  }

  /** This set and every rune that differs from one of its runes in case only. */
  RuneSet folded() {
    Builder builder = new Builder().add(this);
    CaseFolding folding = CaseFolding.simple();
    for (int i = 0; i < ranges.length; i += 2) {
      folding.addVariants(ranges[i], ranges[i + 1], builder);
    }
    return builder.build();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RuneSet set && Arrays.equals(ranges, set.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges);
  }

  @Override
  public String toString() {
    return Arrays.toString(ranges);
  }

  /** Collects ranges in any order. */
  static final class Builder {
    private long[] ranges = new long[8];
    private int size;
    private boolean sorted = true;

    Builder add(int first, int last) {
      long range = (long) first << Integer.SIZE | last;
      if (size > 0 && range < ranges[size - 1]) {
        sorted = false;
      }
      if (size > 0 && first == (int) ranges[size - 1] + 1) {
        ranges[size - 1] += last - first + 1;
        return this;
      }
      if (size == ranges.length) {
        ranges = Arrays.copyOf(ranges, size * 2);
      }
      ranges[size++] = range;
      return this;
    }

    Builder add(RuneSet set) {
      for (int i = 0; i < set.ranges.length; i += 2) {
        add(set.ranges[i], set.ranges[i + 1]);
      }
      return this;
    }

    RuneSet build() {
      if (!sorted) {
        Arrays.sort(ranges, 0, size);
      }
      int[] merged = new int[2 * size];
      int length = 0;
      for (int i = 0; i < size; i++) {
        int first = (int) (ranges[i] >>> Integer.SIZE);
        int last = (int) ranges[i];
        if (length > 0 && first <= merged[length - 1] + 1) {
          merged[length - 1] = Math.max(merged[length - 1], last);
        } else {
          merged[length++] = first;
          merged[length++] = last;
        }
      }
      return length == 0 ? NONE : new RuneSet(Arrays.copyOf(merged, length));
    }
  }
}
