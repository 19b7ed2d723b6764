package io.meridian.tsdb.index;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where the posting list of each label stands: names ascending, with each name the values
 * ascending. Safe for use by many threads.
 */
sealed interface PostingsTable permits OffsetTable, HeaderTable {
  /** How many names there are. */
  int names();

  /** The name at a position. */
  byte[] name(int position);

  /** How many values the name at a position has. */
  int values(int position);

  /** The position of a name, or a negative number if there is none. */
  int find(byte[] name);

  /** A walk over the values of the name at a position that begin with a prefix. */
  ValueCursor cursor(int position, byte[] prefix);

  /**
   * The place of the list of a value of the name at a position, {@link ListPlace#NONE} if there is
   * no such value.
   */
  ListPlace list(int position, byte[] value);

  /** An upper bound, near if not exact, of how many values of the name begin with a prefix. */
  int estimate(int position, byte[] prefix);

  /** The place of the list of all series, {@link ListPlace#NONE} if there is none. */
  ListPlace all();

  /** The first value that is above all with a prefix; nothing if there is none. */
  static Optional<byte[]> above(byte[] prefix) {
    int length = prefix.length;
    while (length > 0 && prefix[length - 1] == -1) {
      length--;
    }
    if (length == 0) {
      return Optional.empty();
    }
    byte[] above = Arrays.copyOf(prefix, length);
    above[length - 1]++;
    return Optional.of(above);
  }
}
