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
