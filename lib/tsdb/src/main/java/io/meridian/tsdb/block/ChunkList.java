package io.meridian.tsdb.block;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.tsdb.index.SeriesEntry;
import java.util.Arrays;

/**
 * The chunks of series, one series behind the other: first and last instant and reference of each,
 * in ascending order of the first instant within a series. Kept and reused.
 */
final class ChunkList {
  private long[] minTimes = new long[64];
  private long[] maxTimes = new long[64];
  private long[] refs = new long[64];
  private int size;

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  long minTime(int chunk) {
    return minTimes[chunk];
  }

  long maxTime(int chunk) {
    return maxTimes[chunk];
  }

  long ref(int chunk) {
    return refs[chunk];
  }

  /** Adds all chunks of a series that are not wholly deleted. */
  void addAll(SeriesEntry entry, Intervals deleted) {
    int first = size;
    boolean ascending = true;
    for (int i = 0; i < entry.chunks(); i++) {
      long min = entry.chunkMinTime(i);
      long max = entry.chunkMaxTime(i);
      if (!deleted.covers(min, max)) {
        ascending &= size == first || minTimes[size - 1] <= min;
        add(min, max, entry.chunkRef(i));
      }
    }
    if (!ascending) {
      sort(first);
    }
  }

  private void add(long min, long max, long ref) {
    if (size == refs.length) {
      minTimes = Arrays.copyOf(minTimes, size * 2);
      maxTimes = Arrays.copyOf(maxTimes, size * 2);
      refs = Arrays.copyOf(refs, size * 2);
    }
    minTimes[size] = min;
    maxTimes[size] = max;
    refs[size++] = ref;
  }

  private void sort(int first) {
    long[] mins = Arrays.copyOfRange(minTimes, first, size);
    long[] maxs = Arrays.copyOfRange(maxTimes, first, size);
    long[] places = Arrays.copyOfRange(refs, first, size);
    int[] order = IndirectSort.mergesort(0, mins.length, (a, b) -> Long.compare(mins[a], mins[b]));
    for (int i = 0; i < order.length; i++) {
      minTimes[first + i] = mins[order[i]];
      maxTimes[first + i] = maxs[order[i]];
      refs[first + i] = places[order[i]];
    }
  }

  /**
   * About how many bytes a read of all chunks takes: no more than lie between the first and the
   * last where that is one file, no more than each takes with a likely size.
   */
  long likelyBytes(int likelySize) {
    long each = (long) size * likelySize;
    if (size == 0 || ChunkFileFormat.segment(refs[0]) != ChunkFileFormat.segment(refs[size - 1])) {
      return each;
    }
    long between = Math.abs(refs[size - 1] - refs[0]) + likelySize;
    return Math.min(each, between);
  }

  /** The references of all chunks, ascending. */
  long[] sortedRefs() {
    long[] sorted = Arrays.copyOf(refs, size);
    Arrays.sort(sorted);
    return sorted;
  }

  /**
   * How many bytes from a chunk's begin to the end of a list reach over the chunks behind it in the
   * same file, the size of the last one being guessed. Asked for each chunk, so it is mostly the
   * last one of the list that answers.
   */
  long soon(int chunk, int to) {
    long ref = refs[chunk];
    long end = refs[to - 1] - ref;
    if (end >= 0 && end < ChunkWindow.LARGEST_AHEAD) {
      return end + ChunkWindow.SMALLEST;
    }
    long last = ref;
    for (int i = chunk + 1;
        i < to && refs[i] > last && refs[i] - ref < ChunkWindow.LARGEST_AHEAD;
        i++) {
      last = refs[i];
    }
    return last - ref + ChunkWindow.SMALLEST;
  }
}
