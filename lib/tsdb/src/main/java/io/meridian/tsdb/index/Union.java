package io.meridian.tsdb.index;

import java.util.List;

/**
 * What is in any of some lists.
 *
 * <p>The lists are worked off window by window: a window is a run of 65,536 references, one bit
 * each (8 KB, which stays in the first-level cache), with a summary of one bit for each word of it.
 * All lists put their references of the window into it, then it is read off in order. That costs
 * about a nanosecond a reference whatever the number of lists, where a heap or a tree pays a
 * comparison that cannot be predicted for each level. Windows without a reference are leapt over,
 * words without one are skipped by the summary.
 *
 * <p>Marking fills a window where many references of it are asked for; else every list marks by
 * itself, so that few references in long lists cost a search each.
 */
final class Union implements Postings {
  private static final int WINDOW = 1 << 16;

  /** Where lists times references asked for in a window are fewer, the lists answer themselves. */
  private static final int DENSE = 256;

  /** From so many lists on all references are collected and sorted at once. */
  private static final int MANY = 256;

  private final List<Postings> lists;
  private final long[] words = new long[WINDOW / 64];
  private final long[] summary = new long[WINDOW / 64 / 64];
  private final int[] block = new int[256];
  private final Marks marks = new Marks();

  /**
   * The window is {@code [windowEnd − WINDOW, windowEnd)}; what is in it was taken from the lists.
   */
  private long windowEnd;

  private int summaryAt = summary.length;

  /** A lower bound of what the lists still have. */
  private long listsFloor;

  private Union(List<Postings> lists) {
    this.lists = lists;
    this.listsFloor = floorOfLists();
  }

  static Postings of(List<Postings> lists) {
    List<Postings> filled = lists.stream().filter(list -> list.floor() < END).toList();
    if (filled.size() == 1) {
      return filled.getFirst();
    }
    if (filled.isEmpty()) {
      return Postings.empty();
    }
    return filled.size() < MANY
        ? new Union(filled)
        : new RefCollector().addAll(filled).toPostings();
  }

  @Override
  public long estimate() {
    long sum = 0;
    for (Postings list : lists) {
      sum += list.estimate();
    }
    for (int i = summaryAt; i < summary.length; i++) {
      sum += 64L * Long.bitCount(summary[i]);
    }
    return sum;
  }

  @Override
  public long floor() {
    int word = firstWord();
    return word < 0 ? listsFloor : ref(word, Long.numberOfTrailingZeros(words[word]));
  }

  @Override
  public int next(int[] into, int from, int to, long below) {
    int end = from;
    while (end < to) {
      int word = firstWord();
      if (word >= 0) {
        int taken = drain(word, into, end, to, below);
        if (taken == 0) {
          break;
        }
        end += taken;
      } else if (listsFloor < below && listsFloor < END) {
        fill();
      } else {
        break;
      }
    }
    return end - from;
  }

  /** Takes references of one word. */
  private int drain(int word, int[] into, int from, int to, long below) {
    long bits = words[word];
    int end = from;
    while (bits != 0 && end < to) {
      long ref = ref(word, Long.numberOfTrailingZeros(bits));
      if (ref >= below) {
        break;
      }
      into[end++] = (int) ref;
      bits &= bits - 1;
    }
    setWord(word, bits);
    return end - from;
  }

  private void setWord(int word, long bits) {
    words[word] = bits;
    if (bits == 0) {
      summary[word >> 6] &= ~(1L << word);
    }
  }

  private long ref(int word, int bit) {
    return windowEnd - WINDOW + 64L * word + bit;
  }

  /** The first word of the window with a reference in it, or −1. */
  private int firstWord() {
    while (summaryAt < summary.length) {
      if (summary[summaryAt] != 0) {
        return 64 * summaryAt + Long.numberOfTrailingZeros(summary[summaryAt]);
      }
      summaryAt++;
    }
    return -1;
  }

  /** Takes the lists' references of the next window that can have any. */
  private void fill() {
    windowEnd = (listsFloor & -WINDOW) + WINDOW;
    summaryAt = 0;
    for (Postings list : lists) {
      while (list.floor() < windowEnd) {
        int count = list.next(block, 0, block.length, windowEnd);
        if (count == 0) {
          break;
        }
        addBlock(count);
      }
    }
    listsFloor = floorOfLists();
  }

  private void addBlock(int count) {
    for (int i = 0; i < count; i++) {
      int bit = block[i] & (WINDOW - 1);
      words[bit >> 6] |= 1L << bit;
      summary[bit >> 12] |= 1L << (bit >> 6);
    }
  }

  private long floorOfLists() {
    long floor = END;
    for (Postings list : lists) {
      floor = Math.min(floor, list.floor());
    }
    return floor;
  }

  @Override
  public void skipTo(long target) {
    skipInWindow(target);
    if (target > windowEnd) {
      for (Postings list : lists) {
        list.skipTo(target);
      }
      listsFloor = floorOfLists();
    }
  }

  private void skipInWindow(long target) {
    for (int word = firstWord(); word >= 0; word = firstWord()) {
      long passed = target - ref(word, 0);
      if (passed < 64) {
        setWord(word, passed <= 0 ? words[word] : words[word] & -1L << passed);
        if (words[word] != 0) {
          return;
        }
      } else {
        setWord(word, 0);
      }
    }
  }

  @Override
  public void mark(int[] refs, int from, int to, long[] found) {
    int i = markInWindow(refs, from, from, to, found);
    while (i < to) {
      long ref = Integer.toUnsignedLong(refs[i]);
      int end = ListPostings.gallop(refs, i, to, (ref & -WINDOW) + WINDOW);
      if ((long) (end - i) * lists.size() < DENSE) {
        markByLists(refs, i, end, found, i - from);
        i = end;
      } else {
        skipTo(ref);
        if (listsFloor < (ref & -WINDOW) + WINDOW) {
          fill();
          markInWindow(refs, i, from, end, found);
        }
        i = end;
      }
    }
  }

  /** Marks what the window has, and passes it; returns where the references beyond it begin. */
  private int markInWindow(int[] refs, int begin, int from, int to, long[] found) {
    int end = ListPostings.gallop(refs, begin, to, windowEnd);
    for (int i = begin; i < end; i++) {
      long bit = Integer.toUnsignedLong(refs[i]) - (windowEnd - WINDOW);
      if (bit >= 0) {
        found[(i - from) >> 6] |= (words[(int) (bit >> 6)] >>> bit & 1L) << (i - from);
      }
    }
    if (end > begin) {
      skipInWindow(Integer.toUnsignedLong(refs[end - 1]) + 1);
    }
    return end;
  }

  private void markByLists(int[] refs, int from, int to, long[] found, int bit) {
    long[] beyond = marks.cleared(to - from);
    skipInWindow(windowEnd);
    for (Postings list : lists) {
      list.mark(refs, from, to, beyond);
    }
    listsFloor = floorOfLists();
    Marks.or(found, bit, beyond, to - from);
  }
}
