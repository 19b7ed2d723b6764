package io.meridian.tsdb.head;

/**
 * Where a head writes what a batch will change in it, before it changes. The records, given back to
 * a {@link HeadReplay} in the order in which they were appended, make the same head again.
 */
@FunctionalInterface
public interface HeadLog {
  /** For a head that need not outlive its process. */
  HeadLog NONE = (_, _, _) -> 0;

  /**
   * Appends a record. Called with the head's lock held.
   *
   * @return the record's number, larger than those before
   * @throws io.meridian.model.UnavailableException if it was not taken; the head stays as it is
   */
  long append(byte[] record, int from, int to);
}
