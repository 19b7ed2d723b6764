package io.meridian.tsdb.block;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A set of byte strings, held end to end in one array: eight bytes and a few of hash table a
 * string, no object. Strings are numbered in the order in which they came.
 */
final class ByteStringSet {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long PRIME = 0x9e3779b97f4a7c15L;
  private static final int SMALLEST_TABLE = 1 << 10;

  private byte[] bytes = new byte[1 << 14];
  private int[] starts = new int[SMALLEST_TABLE];
  private int size;

  /** String numbers plus one, 0 for a free place; its length is a power of two. */
  private int[] table = new int[SMALLEST_TABLE];

  int size() {
    return size;
  }

  /** How many bytes the strings have together. */
  int length() {
    return starts[size];
  }

  /** The array that holds the strings. */
  byte[] bytes() {
    return bytes;
  }

  int from(int string) {
    return starts[string];
  }

  int to(int string) {
    return starts[string + 1];
  }

  /** Adds a string unless it is there already; returns whether it was new. */
  boolean add(byte[] source, int from, int to) {
    if (size >= table.length / 2) {
      rehash();
    }
    int place = find(source, from, to);
    if (table[place] != 0) {
      return false;
    }
    append(source, from, to);
    table[place] = size;
    return true;
  }

  private int find(byte[] source, int from, int to) {
    int mask = table.length - 1;
    int place = hash(source, from, to) & mask;
    while (table[place] != 0) {
      int string = table[place] - 1;
      if (Arrays.equals(bytes, starts[string], starts[string + 1], source, from, to)) {
        break;
      }
      place = (place + 1) & mask;
    }
    return place;
  }

  private void append(byte[] source, int from, int to) {
    int at = starts[size];
    int end = Math.addExact(at, to - from);
    if (end > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, (int) Math.min(Integer.MAX_VALUE - 64, Math.max(end, bytes.length * 2L)));
    }
    System.arraycopy(source, from, bytes, at, to - from);
    size++;
    if (size == starts.length) {
      starts = Arrays.copyOf(starts, size * 2);
    }
    starts[size] = end;
  }

  private void rehash() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int string = 0; string < size; string++) {
      int place = hash(bytes, starts[string], starts[string + 1]) & mask;
      while (table[place] != 0) {
        place = (place + 1) & mask;
      }
      table[place] = string + 1;
    }
  }

  private static int hash(byte[] source, int from, int to) {
    long hash = Integer.toUnsignedLong(to - from);
    int at = from;
    for (; at + Long.BYTES <= to; at += Long.BYTES) {
      hash = mix(hash ^ (long) LONG.get(source, at));
    }
    long rest = 0;
    for (; at < to; at++) {
      rest = (rest << 8) | (source[at] & 0xff);
    }
    return (int) (mix(hash ^ rest) >>> 32);
  }

  private static long mix(long value) {
    return Math.multiplyHigh(value, PRIME) ^ value * PRIME;
  }

  /** The numbers of all strings in the order of their unsigned bytes. */
  int[] sorted() {
    int[] order = new int[size];
    Arrays.setAll(order, i -> i);
    int[] other = new int[size];
    for (int width = 1; width < size; width *= 2) {
      for (int from = 0; from < size; from += 2 * width) {
        int middle = Math.min(from + width, size);
        merge(order, from, middle, Math.min(middle + width, size), other);
      }
      int[] exchanged = order;
      order = other;
      other = exchanged;
    }
    return order;
  }

  private void merge(int[] order, int from, int middle, int to, int[] into) {
    int left = from;
    int right = middle;
    for (int at = from; at < to; at++) {
      boolean takeLeft = right == to || (left < middle && compare(order[left], order[right]) <= 0);
      into[at] = takeLeft ? order[left++] : order[right++];
    }
  }

  private int compare(int a, int b) {
    return Arrays.compareUnsigned(bytes, starts[a], starts[a + 1], bytes, starts[b], starts[b + 1]);
  }

  /** Forgets every string and keeps the arrays. */
  void clear() {
    size = 0;
    Arrays.fill(table, 0);
  }
}
