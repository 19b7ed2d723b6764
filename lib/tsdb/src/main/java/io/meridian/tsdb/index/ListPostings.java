package io.meridian.tsdb.index;

/**
 * The references of an array, or of a list in a file. Positions are sought by galloping: steps
 * double until they pass the target, then the last step is halved. So a search costs the logarithm
 * of its distance: lists of like density are walked almost one by one, lists of very different
 * length in long jumps.
 */
final class ListPostings implements Postings {
  private static final int BLOCK = 128;
  private static final int SMALLEST_MERGE = 31;
  private static final int MERGE_RATIO = 6;

  private final RefList list;
  private final int size;
  private int at;

  /** What was passed lies below this. */
  private long least;

  private ListPostings(RefList list, int from, int to) {
    this.list = list;
    this.at = from;
    this.size = to;
  }

  static ListPostings of(int[] refs, int from, int to) {
    return new ListPostings(new RefList.InArray(refs), from, to);
  }

  /** The first references of a list. */
  static ListPostings of(RefList list, int size) {
    return new ListPostings(list, 0, size);
  }

  @Override
  public long estimate() {
    return (long) size - at;
  }

  @Override
  public long floor() {
    return at < size ? unsigned(at) : END;
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int count = Math.min(to - from, size - at);
    list.copy(at, into, from, count);
    int taken = 0;
    while (taken < count) {
      long ref = Integer.toUnsignedLong(into[from + taken]);
      if (ref >= below) {
        break;
      }
      if (ref < least) {
        throw list.unsorted(at + taken);
      }
      least = ref + 1;
      taken++;
    }
    at += taken;
    return taken;
  }

  @Override
  public void skipTo(long target) {
    gallop(target);
    least = Math.max(least, target);
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] marks) {
    if (isAsDense(refs, from, to)) {
      merge(refs, from, to, marks);
    } else {
      leap(refs, from, to, marks);
    }
    if (to > from) {
      skipTo(Integer.toUnsignedLong(refs[to - 1]) + 1);
    }
  }

  /** Whether the next references of the list lie as close together as the given ones, about. */
  private boolean isAsDense(int[] refs, int from, int to) {
    int sample = Math.min(BLOCK, to - from) - 1;
    if (sample < SMALLEST_MERGE || size - at <= sample) {
      return false;
    }
    long listSpan = unsigned(at + sample) - unsigned(at);
    long span = Integer.toUnsignedLong(refs[from + sample]) - Integer.toUnsignedLong(refs[from]);
    boolean meets = unsigned(at) <= Integer.toUnsignedLong(refs[to - 1]);
    return meets && listSpan < MERGE_RATIO * span && span < MERGE_RATIO * listSpan;
  }

  /** Walks over both side by side, without a branch that depends on what is found. */
  private void merge(int[] refs, int from, int to, long[] marks) {
    int[] block = new int[BLOCK];
    int i = from;
    while (i < to && at < size) {
      int count = Math.min(block.length, size - at);
      list.copy(at, block, 0, count);
      int j = 0;
      while (i < to && j < count) {
        int asked = refs[i] + Integer.MIN_VALUE;
        int listed = block[j] + Integer.MIN_VALUE;
        marks[(i - from) >> 6] |= (asked == listed ? 1L : 0L) << (i - from);
        i += asked <= listed ? 1 : 0;
        j += listed <= asked ? 1 : 0;
      }
      at += j;
    }
  }

  private void leap(int[] refs, int from, int to, long[] marks) {
    int i = from;
    while (i < to && at < size) {
      long ref = Integer.toUnsignedLong(refs[i]);
      long here = unsigned(at);
      if (here < ref) {
        at++;
        gallop(ref);
      } else if (here == ref) {
        marks[(i - from) >> 6] |= 1L << (i - from);
        at++;
        i++;
      } else {
        i = gallop(refs, i + 1, to, here);
      }
    }
  }

  private long unsigned(int position) {
    return Integer.toUnsignedLong(list.get(position));
  }

  /** Moves to the first position from {@link #at} on whose reference is not below the target. */
  private void gallop(long target) {
    int low = at;
    int step = 1;
    while (low < size && unsigned(low) < target) {
      at = low + 1;
      low = step < size - low ? low + step : size;
      step <<= 1;
    }
    int high = Math.min(low, size);
    while (at < high) {
      int middle = (at + high) >>> 1;
      if (unsigned(middle) < target) {
        at = middle + 1;
      } else {
        high = middle;
      }
    }
  }

  /**
   * The first position of {@code refs} in a range whose reference is not below the target, or the
   * range's end.
   */
  static int gallop(int[] refs, int from, int to, long target) {
    int low = from;
    int probe = from;
    int step = 1;
    while (probe < to && Integer.toUnsignedLong(refs[probe]) < target) {
      low = probe + 1;
      probe = step < to - probe ? probe + step : to;
      step <<= 1;
    }
    int high = probe;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Integer.toUnsignedLong(refs[middle]) < target) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
