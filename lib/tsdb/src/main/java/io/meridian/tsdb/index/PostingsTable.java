package io.meridian.tsdb.index;

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

  /** The place of the list of all series, {@link ListPlace#NONE} if there is none. */
  ListPlace all();
}
