package io.meridian.tsdb.index;

/**
 * What the steps of a selection cost in an index, in nanoseconds. The choice between plans needs no
 * more than their proportions.
 *
 * @param fetch a read from where the bytes are, 0 if they are in memory
 * @param reference a reference of a postings list, verified and combined with others
 * @param list a postings list, found and opened
 * @param value a label value, passed by and tested
 * @param entry the entry of a series, read as far as its labels
 * @param test a label of an entry, tested
 * @param entriesPerFetch how many entries a read brings when most of them are wanted
 */
public record SelectionCosts(
    double fetch,
    double reference,
    double list,
    double value,
    double entry,
    double test,
    int entriesPerFetch) {
  /** For an index in memory. */
  public static final SelectionCosts MEMORY = new SelectionCosts(0, 1, 30, 40, 150, 30, 1);

  /** For an index in a file that is read by position. */
  public static final SelectionCosts FILE = new SelectionCosts(5_000, 1.5, 40, 40, 200, 30, 400);

  /** What it costs to read so many of an index's series. */
  double entries(long count, long series) {
    return count * entry + fetch * Math.min(count, 1 + series / entriesPerFetch);
  }

  /** What it costs to read lists. */
  double lists(PostingsLists lists) {
    return fetch + lists.size() * list + lists.estimate() * reference;
  }
}
