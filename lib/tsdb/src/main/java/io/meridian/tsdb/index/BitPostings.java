package io.meridian.tsdb.index;

/**
 * References as bits of a range of references, for lists that have a good part of it: a reference
 * is found by a look at its bit, whatever else is in the list.
 */
final class BitPostings implements Postings {
  /** Bit i of the words is the reference i above this, a multiple of 64. */
  private final long base;

  private final long[] words;

  /**
   * The word of the next reference, whose bits below it are cleared; behind the words at the end.
   */
  private int word;

  private BitPostings(long base, long[] words) {
    this.base = base;
    this.words = words;
    pass();
  }

  /**
   * A list of the bits that are set.
   *
   * @param base the reference of the first bit, a multiple of 64
   * @param words belong to the list, which changes them
   */
  static BitPostings of(long base, long[] words) {
    return new BitPostings(base, words);
  }

  /** Moves to the next word that has a reference. */
  private void pass() {
    while (word < words.length && words[word] == 0) {
      word++;
    }
  }

  private long ref(long bits) {
    return base + 64L * word + Long.numberOfTrailingZeros(bits);
  }

  @Override
  public long estimate() {
    long count = 0;
    for (int i = word; i < words.length; i++) {
      count += Long.bitCount(words[i]);
    }
    return count;
  }

  @Override
  public long floor() {
    return word < words.length ? ref(words[word]) : END;
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int at = from;
    while (at < to && word < words.length) {
      long first = base + 64L * word;
      if (first + 64 > below) {
        return at + nextOfWord(into, at, to, below) - from;
      }
      long bits = words[word];
      for (; bits != 0 && at < to; bits &= bits - 1) {
        into[at++] = (int) (first + Long.numberOfTrailingZeros(bits));
      }
      words[word] = bits;
      pass();
    }
    return at - from;
  }

  /** Takes the references of the word in which the bound lies, or beyond which it lies not. */
  private int nextOfWord(int[] into, int from, int to, long below) {
    int at = from;
    long bits = words[word];
    for (; bits != 0 && at < to && ref(bits) < below; bits &= bits - 1) {
      into[at++] = (int) ref(bits);
    }
    words[word] = bits;
    pass();
    return at - from;
  }

  @Override
  public void skipTo(long target) {
    long passed = target - base;
    if (passed > 64L * word) {
      word = (int) Math.min(words.length, passed >>> 6);
      if (word < words.length) {
        words[word] &= -1L << passed;
      }
      pass();
    }
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    int first = ListPostings.gallop(refs, from, to, floor());
    int last = ListPostings.gallop(refs, first, to, base + 64L * words.length);
    for (int i = first; i < last; i++) {
      int bit = (int) (Integer.toUnsignedLong(refs[i]) - base);
      marks[(i - from) >> 6] |= (words[bit >>> 6] >>> bit & 1L) << (i - from);
    }
    if (to > from) {
      skipTo(Integer.toUnsignedLong(refs[to - 1]) + 1);
    }
  }
}
