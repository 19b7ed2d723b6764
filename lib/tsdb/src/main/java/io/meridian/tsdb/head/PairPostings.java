package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.RefBlocks;
import java.util.Arrays;
import java.util.BitSet;

/**
 * For each pair of name and value the series that have it: numbers of series ascend as they are
 * made, so lists grow at their end alone. A list of one series, as most are where every pod has a
 * name of its own, costs no array. Lists of many that do not lie far apart have two bytes a series
 * or less, see {@link RefBlocks}.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class PairPostings {
  private static final int NONE = Integer.MIN_VALUE;
  private static final int[] EMPTY = {};

  /** A list is of blocks when it has so many series for each of its blocks, in the mean. */
  private static final int SERIES_A_BLOCK = 32;

  private static final int FEW = 64;
  private static final int ARRAY_HEADER = 16;

  /** The only series of each pair, or, where there are more, −1 − the number of its list. */
  private final PagedInts series = new PagedInts();

  private int pairs;

  /** An array of numbers, or {@link RefBlocks}. */
  private Object[] lists = {};

  private int[] listSizes = EMPTY;
  private int listCount;
  private final IntArrayList freeLists = new IntArrayList(0);

  /** What all lists take. */
  private long listBytes;

  /** About how much memory the lists take. */
  long bytes() {
    return series.bytes() + 8L * lists.length + listBytes;
  }

  private static long bytes(Object list) {
    if (list instanceof RefBlocks blocks) {
      return blocks.bytes();
    }
    int[] ids = (int[]) list;
    return ids.length == 0 ? 0 : ARRAY_HEADER + (long) Integer.BYTES * ids.length;
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
    int end = listSizes[list]++;
    if (lists[list] instanceof RefBlocks blocks) {
      listBytes -= blocks.bytes();
      blocks.add(id);
      listBytes += blocks.bytes();
      return end + 1;
    }
    int[] ids = (int[]) lists[list];
    if (end < ids.length) {
      ids[end] = id;
    } else {
      replace(list, grown(ids, id));
    }
    return end + 1;
  }

  /** A list that has one series more and room for others. */
  private static Object grown(int[] ids, int id) {
    int count = ids.length;
    if (count >= FEW && isDense(count, RefBlocks.blocks(ids))) {
      RefBlocks blocks = new RefBlocks();
      for (int known : ids) {
        blocks.add(known);
      }
      blocks.add(id);
      return blocks;
    }
    int[] grown = Arrays.copyOf(ids, count + (count >> (count < FEW ? 1 : 2)) + 1);
    grown[count] = id;
    return grown;
  }

  private static boolean isDense(int count, int blocks) {
    return count / SERIES_A_BLOCK >= blocks;
  }

  private void replace(int list, Object other) {
    listBytes += bytes(other) - bytes(lists[list]);
    lists[list] = other;
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
    if (lists[list] instanceof RefBlocks blocks) {
      RefBlocks others = blocks.without(gone);
      boolean stays = others.size() >= FEW / 2 && isDense(others.size(), others.blocks());
      replace(list, stays ? others : others.toArray());
      listSizes[list] = others.size();
      return others.size();
    }
    int[] ids = (int[]) lists[list];
    int kept = filter(ids, listSizes[list], gone);
    if (kept < ids.length / 2) {
      replace(list, Arrays.copyOf(ids, kept));
    }
    listSizes[list] = kept;
    return kept;
  }

  private static int filter(int[] ids, int count, BitSet gone) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (!gone.get(ids[i])) {
        ids[kept++] = ids[i];
      }
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
    if (known >= 0) {
      return Postings.of(known);
    }
    return lists[-1 - known] instanceof RefBlocks blocks
        ? blocks.postings()
        : Postings.of((int[]) lists[-1 - known], 0, listSizes[-1 - known]);
  }

  /** The only series that has a pair, −1 where there are more. */
  int only(int pair) {
    return Math.max(-1, series.get(pair));
  }
}
