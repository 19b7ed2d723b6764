package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntIntHashMap;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.tsdb.index.Postings;
import java.util.Arrays;

/**
 * The values of one label name and for each the series that have it: numbers of series ascend as
 * they are made, so lists grow at their end alone. A list of one series, as most are where every
 * pod has a name of its own, costs no array.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class LabelValues {
  private static final int[] NONE = {};

  private final SymbolHeap symbols;
  private final IntIntHashMap positions = new IntIntHashMap();

  /** The symbol of each value, in the order they came. */
  private int[] values = new int[4];

  private int size;

  /** The only series of each value, or, where there are more, −1 − the number of its list. */
  private int[] series = new int[4];

  private int[][] lists = {};
  private int[] listSizes = NONE;
  private int listCount;

  /** Positions in the order of values; guarded by this, as readers make it. */
  private int[] sorted = NONE;

  LabelValues(SymbolHeap symbols) {
    this.symbols = symbols;
  }

  int size() {
    return size;
  }

  void add(int value, int id) {
    int position = positions.getOrDefault(value, -1);
    if (position < 0) {
      addValue(value, id);
    } else if (series[position] >= 0) {
      addList(position, id);
    } else {
      addTo(-1 - series[position], id);
    }
  }

  private void addValue(int value, int id) {
    if (size == values.length) {
      values = Arrays.copyOf(values, 2 * size);
      series = Arrays.copyOf(series, 2 * size);
    }
    positions.put(value, size);
    values[size] = value;
    series[size++] = id;
  }

  private void addList(int position, int id) {
    if (listCount == lists.length) {
      lists = Arrays.copyOf(lists, Math.max(4, 2 * listCount));
      listSizes = Arrays.copyOf(listSizes, lists.length);
    }
    lists[listCount] = new int[] {series[position], id};
    listSizes[listCount] = 2;
    series[position] = -1 - listCount++;
  }

  private void addTo(int list, int id) {
    int end = listSizes[list]++;
    if (end == lists[list].length) {
      lists[list] = Arrays.copyOf(lists[list], end + (end >> 1) + 1);
    }
    lists[list][end] = id;
  }

  /** The position of a value, or −1. */
  int find(int value) {
    return positions.getOrDefault(value, -1);
  }

  /** The symbol of the value at a position. */
  int value(int position) {
    return values[position];
  }

  /** How many series have the value at a position. */
  int count(int position) {
    return series[position] >= 0 ? 1 : listSizes[-1 - series[position]];
  }

  /** The series that have the value at a position. */
  Postings postings(int position) {
    if (series[position] >= 0) {
      return Postings.of(series[position]);
    }
    int list = -1 - series[position];
    return Postings.of(lists[list], 0, listSizes[list]);
  }

  /** The only series that has the value at a position, −1 where there are more. */
  int only(int position) {
    return Math.max(-1, series[position]);
  }

  /** Positions in ascending order of the values; only new values are sorted. */
  synchronized int[] sorted() {
    if (sorted.length < size) {
      int known = sorted.length;
      int[] added =
          IndirectSort.mergesort(
              known, size - known, (a, b) -> symbols.compare(values[a], values[b]));
      sorted = merge(sorted, added);
    }
    return sorted;
  }

  private int[] merge(int[] one, int[] other) {
    int[] merged = new int[one.length + other.length];
    int a = 0;
    int b = 0;
    for (int i = 0; i < merged.length; i++) {
      boolean first =
          b == other.length
              || (a < one.length && symbols.compare(values[one[a]], values[other[b]]) < 0);
      merged[i] = first ? one[a++] : other[b++];
    }
    return merged;
  }

  /** Where in {@link #sorted} the first value stands that is not less than a text. */
  int lowerBound(byte[] text) {
    int[] order = sorted();
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int value = values[order[middle]];
      int from = symbols.from(value);
      int compared =
          Arrays.compareUnsigned(
              symbols.page(value), from, from + symbols.length(value), text, 0, text.length);
      if (compared < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
