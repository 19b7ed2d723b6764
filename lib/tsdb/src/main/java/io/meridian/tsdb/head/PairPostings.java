package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.tsdb.index.Postings;
import java.util.Arrays;
import java.util.BitSet;

/**
 * For each pair of name and value the series that have it: numbers of series ascend as they are
 * made, so lists grow at their end alone. A list of one series, as most are where every pod has a
 * name of its own, costs no array.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class PairPostings {
  private static final int NONE = Integer.MIN_VALUE;
  private static final int[] EMPTY = {};

  /** The only series of each pair, or, where there are more, −1 − the number of its list. */
  private final PagedInts series = new PagedInts();

  private int pairs;
  private int[][] lists = {};
  private int[] listSizes = EMPTY;
  private int listCount;
  private final IntArrayList freeLists = new IntArrayList(0);

  /** For how many series all lists have room. */
  private long room;

  /** About how much memory the lists take. */
  long bytes() {
    return series.bytes() + 8L * lists.length + 16L * listCount + Integer.BYTES * room;
  }

  /**
   * Adds a series, with a greater number than all before, to a pair; returns how many it has now.
   */
  int add(int pair, int id) {
    for (; pairs <= pair; pairs++) {
      series.set(pairs, NONE);
    }
    int known = series.get(pair);
    if (known == NONE) {
      series.set(pair, id);
      return 1;
    }
    if (known < 0) {
      return addTo(-1 - known, id);
    }
    addList(pair, known, id);
    return 2;
  }

  private int addTo(int list, int id) {
    int[] ids = lists[list];
    int end = listSizes[list]++;
    if (end == ids.length) {
      ids = Arrays.copyOf(ids, end + (end >> (end < 64 ? 1 : 2)) + 1);
      replace(list, ids);
    }
    ids[end] = id;
    return end + 1;
  }

  private void replace(int list, int[] ids) {
    room += ids.length - lists[list].length;
    lists[list] = ids;
  }

  private void addList(int pair, int first, int second) {
    int list = freeLists.isEmpty() ? listCount++ : freeLists.removeLast();
    if (list == lists.length) {
      lists = Arrays.copyOf(lists, Math.max(4, list + (list >> 1)));
      listSizes = Arrays.copyOf(listSizes, lists.length);
    }
    lists[list] = EMPTY;
    replace(list, new int[] {first, second});
    listSizes[list] = 2;
    series.set(pair, -1 - list);
  }

  /** Takes series away from a pair; returns whether it has none any more. */
  boolean remove(int pair, BitSet gone) {
    int known = series.get(pair);
    if (known == NONE
        || (known >= 0 && !gone.get(known))
        || (known < 0 && filter(-1 - known, gone) > 0)) {
      return false;
    }
    if (known < 0) {
      replace(-1 - known, EMPTY);
      freeLists.add(-1 - known);
    }
    series.set(pair, NONE);
    return true;
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
      replace(list, Arrays.copyOf(ids, kept));
    }
    return kept;
  }

  /** How many series have a pair. */
  int count(int pair) {
    int known = pair < pairs ? series.get(pair) : NONE;
    return known >= 0 ? 1 : known == NONE ? 0 : listSizes[-1 - known];
  }

  /** The series that have a pair. */
  Postings postings(int pair) {
    int known = series.get(pair);
    if (known == NONE) {
      return Postings.empty();
    }
    return known >= 0
        ? Postings.of(known)
        : Postings.of(lists[-1 - known], 0, listSizes[-1 - known]);
  }

  /** The only series that has a pair, −1 where there are more. */
  int only(int pair) {
    return Math.max(-1, series.get(pair));
  }
}
