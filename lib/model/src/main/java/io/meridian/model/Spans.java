package io.meridian.model;

import java.util.Arrays;

/**
 * Which buckets of one side of a native histogram are present: runs of consecutive buckets. Run i
 * skips {@code offset(i)} buckets after the run before (the first counts from bucket 0 and may be
 * negative) and holds {@code length(i)} of them.
 */
public final class Spans {
  /** No bucket at all. */
  public static final Spans NONE = new Spans(new int[0], new int[0]);

  private final int[] offsets;
  private final int[] lengths;
  private final int buckets;

  private Spans(int[] offsets, int[] lengths) {
    this.offsets = offsets;
    this.lengths = lengths;
    int sum = 0;
    for (int length : lengths) {
      sum = Math.addExact(sum, length);
    }
    buckets = sum;
  }

  /** Spans from offsets and lengths by turns. */
  public static Spans of(int... offsetsAndLengths) {
    int[] offsets = new int[offsetsAndLengths.length / 2];
    int[] lengths = new int[offsets.length];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = offsetsAndLengths[2 * i];
      lengths[i] = offsetsAndLengths[2 * i + 1];
    }
    return of(offsets, lengths);
  }

  /** Spans that own their arrays from now on. */
  public static Spans of(int[] offsets, int[] lengths) {
    if (offsets.length != lengths.length) {
      throw new IllegalArgumentException(
          offsets.length + " offsets but " + lengths.length + " lengths");
    }
    return offsets.length == 0 ? NONE : new Spans(offsets, lengths);
  }

  /** The fewest spans that hold just the first n of some ascending buckets. */
  public static Spans around(int[] buckets, int n) {
    int runs = 0;
    for (int i = 0; i < n; i++) {
      if (i == 0 || buckets[i] != buckets[i - 1] + 1) {
        runs++;
      }
    }
    int[] offsets = new int[runs];
    int[] lengths = new int[runs];
    int run = -1;
    for (int i = 0; i < n; i++) {
      if (i == 0 || buckets[i] != buckets[i - 1] + 1) {
        offsets[++run] = i == 0 ? buckets[0] : buckets[i] - buckets[i - 1] - 1;
      }
      lengths[run]++;
    }
    return of(offsets, lengths);
  }

  /** How many spans there are. */
  public int size() {
    return offsets.length;
  }

  public int offset(int span) {
    return offsets[span];
  }

  public int length(int span) {
    return lengths[span];
  }

  /** How many buckets the spans hold together. */
  public int buckets() {
    return buckets;
  }

  /**
   * Whether no span is empty and each but the first is further from the one before than a number of
   * buckets.
   */
  boolean areApart(int buckets) {
    for (int i = 0; i < lengths.length; i++) {
      if (lengths[i] == 0 || (i > 0 && offsets[i] <= buckets)) {
        return false;
      }
    }
    return true;
  }

  /** The number of the bucket behind the last one. */
  long reach() {
    long reach = 0;
    for (int i = 0; i < lengths.length; i++) {
      reach += (long) offsets[i] + lengths[i];
    }
    return reach;
  }

  /** Whether every bucket ends beyond a zero threshold of an exponential schema. */
  boolean isOutside(double zeroThreshold, int schema) {
    if (zeroThreshold == 0) {
      return true;
    }
    int bucket = 0;
    for (int i = 0; i < lengths.length; i++) {
      bucket += offsets[i];
      if (lengths[i] > 0) {
        return BucketBounds.exponential(schema, bucket) > zeroThreshold;
      }
    }
    return true;
  }

  /**
   * Whether the buckets are the same, however the spans cut them; spans of length 0 do not count.
   */
  public boolean holdSameBuckets(Spans other) {
    if (equals(other)) {
      return true;
    }
    if (buckets != other.buckets) {
      return false;
    }
    BucketWalk mine = new BucketWalk();
    BucketWalk theirs = new BucketWalk();
    mine.forward(this);
    theirs.forward(other);
    while (mine.next() && theirs.next()) {
      if (mine.bucket() != theirs.bucket()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Spans spans
        && Arrays.equals(offsets, spans.offsets)
        && Arrays.equals(lengths, spans.lengths);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(offsets) + Arrays.hashCode(lengths);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < offsets.length; i++) {
      text.append(i == 0 ? "" : " ").append(offsets[i]).append(':').append(lengths[i]);
    }
    return text.append(']').toString();
  }
}
