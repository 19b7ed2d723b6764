package io.meridian.tsdb.ingest;

import java.util.Arrays;

/**
 * What a {@link WriteBatch} says of metrics, in columns: the type's number on the wire, and slices
 * of UTF-8 in the batch's bytes; three for each entry: family, help, unit.
 */
public final class MetadataColumns {
  private static final int SLICES = 3;

  private int size;
  private int[] types = new int[4];
  private int[] from = new int[SLICES * 4];
  private int[] to = new int[SLICES * 4];

  MetadataColumns() {}

  void clear() {
    size = 0;
  }

  /** Adds an entry whose slices are empty. */
  void add() {
    if (size == types.length) {
      types = Arrays.copyOf(types, 2 * size);
      from = Arrays.copyOf(from, 2 * from.length);
      to = Arrays.copyOf(to, from.length);
    }
    types[size] = 0;
    Arrays.fill(from, SLICES * size, SLICES * (size + 1), 0);
    Arrays.fill(to, SLICES * size, SLICES * (size + 1), 0);
    size++;
  }

  /** Sets the type of the last entry. */
  void setType(int number) {
    types[size - 1] = number;
  }

  /** Sets a slice of the last entry: 0 family, 1 help, 2 unit. */
  void slice(int slice, int begin, int end) {
    from[SLICES * (size - 1) + slice] = begin;
    to[SLICES * (size - 1) + slice] = end;
  }

  public int size() {
    return size;
  }

  /** The number of an entry's type; any number a sender chose. */
  public int type(int entry) {
    return types[entry];
  }

  public int familyFrom(int entry) {
    return from[SLICES * entry];
  }

  public int familyTo(int entry) {
    return to[SLICES * entry];
  }

  public int helpFrom(int entry) {
    return from[SLICES * entry + 1];
  }

  public int helpTo(int entry) {
    return to[SLICES * entry + 1];
  }

  public int unitFrom(int entry) {
    return from[SLICES * entry + 2];
  }

  public int unitTo(int entry) {
    return to[SLICES * entry + 2];
  }
}
