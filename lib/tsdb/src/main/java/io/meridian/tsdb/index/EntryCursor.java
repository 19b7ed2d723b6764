package io.meridian.tsdb.index;

/** Reads the entries of series one after the other, each no further than it is asked about. */
public interface EntryCursor {
  /** Says which series will be read next, ascending, so that they can be fetched together. */
  void expect(int[] refs, int from, int to);

  /**
   * Moves to a series.
   *
   * @throws io.meridian.model.CorruptDataException if there is none at the reference, or its entry
   *     is damaged
   */
  void read(int ref);

  /** How many labels the series has. */
  int labelCount();

  /** The symbol of the name of the label at a position, unsigned. */
  int nameSymbol(int position);

  /** The symbol of the value of the label at a position, unsigned. */
  int valueSymbol(int position);

  /** The position of the label whose name is a symbol, or −1 if the series does not have it. */
  int findLabel(int nameSymbol);

  /**
   * Copies the string of a value's symbol.
   *
   * @return how many bytes it has; if they are more than the array's, nothing was copied
   */
  int copySymbol(int symbol, byte[] into);

  /** Whether the series has a chunk with an instant in a range, both ends included. */
  boolean hasChunkIn(long minTime, long maxTime);

  /** Holds the packed labels from 0 to {@link #labelsTo}; overwritten by the next read. */
  byte[] labelBytes();

  int labelsTo();
}
