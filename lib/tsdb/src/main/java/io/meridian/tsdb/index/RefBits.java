package io.meridian.tsdb.index;

/**
 * Collects references of an index in any order as bits, one for each reference that the index can
 * have; for lists that have so many of them that a bitmap is smaller and faster than sorting.
 */
final class RefBits {
  /** A bitmap pays while it has no more than so many bits a reference: it is read off by words. */
  private static final int BITS_PER_REF = 128;

  private final IndexFile file;
  private final long base;
  private final long[] words;

  private RefBits(IndexFile file) {
    this.file = file;
    this.base = file.firstRef() & -64;
    this.words = new long[(int) (((file.lastRef() - base) >>> 6) + 1)];
  }

  /** Whether bits are the way to collect so many references. */
  static boolean pay(IndexFile file, long references) {
    long span = file.lastRef() - file.firstRef();
    return span >= 0 && span < Postings.END && references >= span / BITS_PER_REF;
  }

  static RefBits of(IndexFile file) {
    return new RefBits(file);
  }

  /**
   * Adds a short list.
   *
   * @throws io.meridian.model.CorruptDataException if there can be no series at a reference
   */
  void add(byte[] refs, int from, int count) {
    for (int i = 0; i < count; i++) {
      int ref = ListScan.ref(refs, from + 4 * i);
      long bit = Integer.toUnsignedLong(ref) - base;
      if (bit < 0 || bit >>> 6 >= words.length) {
        throw file.noSeries(ref);
      }
      words[(int) (bit >>> 6)] |= 1L << bit;
    }
  }

  /** What was collected; nothing is added any more. */
  Postings toPostings() {
    return BitPostings.of(base, words);
  }
}
