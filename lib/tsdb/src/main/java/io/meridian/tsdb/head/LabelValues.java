package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.IntHashSet;
import com.carrotsearch.hppc.IntIntHashMap;
import com.carrotsearch.hppc.cursors.IntCursor;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.tsdb.index.Postings;
import java.util.Arrays;
import java.util.BitSet;

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

  /** The symbol of each value by position; −1 where a value is gone. */
  private int[] values = new int[4];

  /** The only series of each value, or, where there are more, −1 − the number of its list. */
  private int[] series = new int[4];

  private int size;
  private long bytes;
  private final IntArrayList freePositions = new IntArrayList(0);

  private int[][] lists = {};
  private int[] listSizes = NONE;
  private int listCount;
  private final IntArrayList freeLists = new IntArrayList(0);

  /** Positions in the order of values; guarded by this, as readers make it. */
  private int[] sorted = NONE;

  /** Positions that are not sorted yet; guarded by this. */
  private IntArrayList unsorted = new IntArrayList(0);

  LabelValues(SymbolHeap symbols) {
    this.symbols = symbols;
  }

  /** How many bytes the values have, once for each series. */
  long bytes() {
    return bytes;
  }

  /** About how much memory the lists take. */
  long memory() {
    long all = 8L * values.length + 12L * positions.keys.length / 2;
    for (int list = 0; list < listCount; list++) {
      all += 16L + 4L * lists[list].length;
    }
    return all;
  }

  /** Adds the values with most series; a key is {@link HeadIndex#list}. */
  void addLargest(Largest into, int name) {
    for (int position = 0; position < size; position++) {
      if (values[position] >= 0 && (series[position] < 0 || into.least() <= 1)) {
        into.add(HeadIndex.list(name, position), count(position));
      }
    }
  }

  /** How many values there are. */
  int size() {
    return positions.size();
  }

  void add(int value, int id) {
    bytes += symbols.length(value);
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
    int position = freePositions.isEmpty() ? size++ : freePositions.removeLast();
    if (position == values.length) {
      values = Arrays.copyOf(values, position + (position >> 1) + 1);
      series = Arrays.copyOf(series, values.length);
    }
    positions.put(value, position);
    values[position] = value;
    series[position] = id;
    symbols.retain(value);
    unsorted.add(position);
  }

  private void addList(int position, int id) {
    int list = freeLists.isEmpty() ? listCount++ : freeLists.removeLast();
    if (list == lists.length) {
      lists = Arrays.copyOf(lists, Math.max(4, 2 * list));
      listSizes = Arrays.copyOf(listSizes, lists.length);
    }
    lists[list] = new int[] {series[position], id};
    listSizes[list] = 2;
    series[position] = -1 - list;
  }

  /**
   * Takes series away.
   *
   * @param gone the series
   * @param of symbols of all values that they have
   */
  void remove(BitSet gone, IntHashSet of) {
    for (IntCursor value : of) {
      int position = positions.getOrDefault(value.value, -1);
      if (position < 0) {
        continue;
      }
      int before = count(position);
      int left = series[position] >= 0 ? 0 : filter(-1 - series[position], gone);
      bytes -= (long) (before - left) * symbols.length(value.value);
      if (left == 0) {
        removeValue(position);
      }
    }
    synchronized (this) {
      sorted = Arrays.stream(sorted).filter(position -> values[position] >= 0).toArray();
      unsorted.removeAll((int position) -> values[position] < 0);
    }
  }

  /** Takes series out of a list; returns how many it has left. */
  private int filter(int list, BitSet gone) {
    int[] ids = lists[list];
    int kept = 0;
    for (int i = 0; i < listSizes[list]; i++) {
      if (!gone.get(ids[i])) {
        ids[kept++] = ids[i];
      }
    }
    listSizes[list] = kept;
    if (kept < ids.length / 2) {
      lists[list] = Arrays.copyOf(ids, kept);
    }
    return kept;
  }

  private void removeValue(int position) {
    if (series[position] < 0) {
      lists[-1 - series[position]] = NONE;
      freeLists.add(-1 - series[position]);
    }
    positions.remove(values[position]);
    symbols.release(values[position]);
    values[position] = -1;
    freePositions.add(position);
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
    if (!unsorted.isEmpty()) {
      int[] added = unsorted.toArray();
      unsorted = new IntArrayList(0);
      int[] order =
          IndirectSort.mergesort(
              0, added.length, (a, b) -> symbols.compare(values[added[a]], values[added[b]]));
      for (int i = 0; i < order.length; i++) {
        order[i] = added[order[i]];
      }
      sorted = merge(sorted, order);
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
