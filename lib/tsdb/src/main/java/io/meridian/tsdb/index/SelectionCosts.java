package io.meridian.tsdb.index;

/**
 * What the steps of a selection cost in an index, in nanoseconds. The choice between plans needs no
 * more than their proportions.
 *
 * @param fetch a read from where the bytes are, 0 if they are in memory
 * @param reference a reference of a postings list, read and verified
 * @param combination a reference of a postings list, compared with other lists
 * @param list a postings list, found and opened
 * @param value a label value, passed by and tested
 * @param entry the entry of a series, read as far as its labels
 * @param test a label of an entry, tested
 * @param entriesPerFetch how many entries a read brings when most of them are wanted
 */
public record SelectionCosts(
    double fetch,
    double reference,
    double combination,
    double list,
    double value,
    double entry,
    double test,
    int entriesPerFetch) {
  /** So many references of a list are compared for each candidate at most. */
  private static final int LEAP = 8;

  /** For an index in memory. */
  public static final SelectionCosts MEMORY = new SelectionCosts(0, 0.3, 4, 40, 35, 220, 80, 1);

  /** For an index in a file that is read by position. */
  public static final SelectionCosts FILE = new SelectionCosts(5_000, 0.8, 4, 50, 35, 260, 80, 400);

  /** What a reference of a list takes from a store, at 50 MB/s. */
  private static final double FAR_REFERENCE = 80;

  /** What an entry with its share of what lies between entries takes from a store. */
  private static final double FAR_ENTRY = 20_000;

  private static final long FAR = 100_000;

  /**
   * For an index whose bytes are somewhere.
   *
   * @param latencyNanos what a read takes beside its bytes
   */
  static SelectionCosts of(long latencyNanos) {
    if (latencyNanos == 0) {
      return MEMORY;
    }
    return isFar(latencyNanos)
        ? new SelectionCosts(
            latencyNanos,
            FILE.reference + FAR_REFERENCE,
            FILE.combination,
            FILE.list,
            FILE.value,
            FILE.entry + FAR_ENTRY,
            FILE.test,
            Integer.MAX_VALUE) // entries that are wanted together come side by side
        : FILE;
  }

  /** Whether reads are so slow that several are made side by side. */
  static boolean isFar(long latencyNanos) {
    return latencyNanos >= FAR;
  }

  /** What it costs to read so many of an index's series. */
  double entries(long count, long series) {
    return count * entry + fetch * Math.min(count, 1 + series / entriesPerFetch);
  }

  /**
   * What it costs to read lists and combine them with candidates: where these are few, most of a
   * list is leapt over.
   */
  double lists(long lists, long references, long candidates) {
    double compared = Math.min((double) references, LEAP * (double) candidates);
    return fetch + lists * list + references * reference + compared * combination;
  }
}
