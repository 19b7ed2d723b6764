package io.meridian.tsdb.index;

import java.util.Arrays;

/**
 * Collects references in any order, such as those of ten thousands of short lists, and sorts them
 * at once. Where the references lie close together they become the bits of a bitmap; otherwise they
 * are sorted digit by digit (least significant first, eleven bits at a time).
 */
final class RefCollector {
  /**
   * A bitmap pays while it has no more than so many bits a reference: reading 64 bits costs less
   * than sorting one.
   */
  private static final int BITS_PER_REF = 128;

  private static final int DIGIT_BITS = 11;
  private static final int FEW = 1024;

  private int[] refs = new int[64];
  private int size;

  int size() {
    return size;
  }

  void add(int ref) {
    if (size == refs.length) {
      grow(size + 1L);
    }
    refs[size++] = ref;
  }

  /** Adds what is left of some lists. */
  RefCollector addAll(Iterable<Postings> lists) {
    for (Postings list : lists) {
      int count;
      do {
        grow(size + Math.clamp(list.estimate(), 1, 1024));
        count = list.next(refs, size, refs.length, Postings.END);
        size += count;
      } while (count > 0);
    }
    return this;
  }

  /**
   * Makes room for so many references; the array may be written from {@link #size} on, then {@link
   * #added} is called.
   */
  int[] room(int count) {
    grow(size + (long) count);
    return refs;
  }

  void added(int count) {
    size += count;
  }

  private void grow(long needed) {
    if (needed > refs.length) {
      long length = Math.max(needed, refs.length + (long) (refs.length >> 1));
      refs = Arrays.copyOf(refs, Math.toIntExact(Math.min(length, Integer.MAX_VALUE - 8)));
    }
  }

  /**
   * What was collected, ascending, each reference once. The collector is not used any more
   * afterwards.
   */
  Postings toPostings() {
    int min = -1;
    int max = 0;
    boolean ascending = true;
    for (int i = 0; i < size; i++) {
      int ref = refs[i];
      ascending &= i == 0 || Integer.compareUnsigned(refs[i - 1], ref) < 0;
      min = Integer.compareUnsigned(ref, min) < 0 ? ref : min;
      max = Integer.compareUnsigned(ref, max) > 0 ? ref : max;
    }
    if (ascending) {
      return Postings.of(refs, 0, size);
    }
    if (size <= FEW) {
      sortFew();
      return Postings.of(refs, 0, distinct());
    }
    long first = Integer.toUnsignedLong(min) & -64;
    long span = Integer.toUnsignedLong(max) - first + 1;
    if (span <= (long) BITS_PER_REF * size) {
      return BitPostings.of(first, bits(first, span));
    }
    sortByDigits();
    return Postings.of(refs, 0, distinct());
  }

  private void sortFew() {
    for (int i = 0; i < size; i++) {
      refs[i] ^= Integer.MIN_VALUE;
    }
    Arrays.sort(refs, 0, size);
    for (int i = 0; i < size; i++) {
      refs[i] ^= Integer.MIN_VALUE;
    }
  }

  private long[] bits(long first, long span) {
    long[] bits = new long[(int) ((span + 63) >>> 6)];
    for (int i = 0; i < size; i++) {
      int bit = refs[i] - (int) first;
      bits[bit >>> 6] |= 1L << bit;
    }
    return bits;
  }

  private void sortByDigits() {
    int[] from = refs;
    int[] to = new int[from.length];
    int[] begins = new int[1 << DIGIT_BITS];
    for (int shift = 0; shift < Integer.SIZE; shift += DIGIT_BITS) {
      Arrays.fill(begins, 0);
      int mask = begins.length - 1;
      for (int i = 0; i < size; i++) {
        begins[from[i] >>> shift & mask]++;
      }
      int sum = 0;
      for (int digit = 0; digit < begins.length; digit++) {
        int count = begins[digit];
        begins[digit] = sum;
        sum += count;
      }
      for (int i = 0; i < size; i++) {
        to[begins[from[i] >>> shift & mask]++] = from[i];
      }
      int[] sorted = to;
      to = from;
      from = sorted;
    }
    refs = from;
  }

  private int distinct() {
    int count = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || refs[i] != refs[i - 1]) {
        refs[count++] = refs[i];
      }
    }
    return count;
  }
}
