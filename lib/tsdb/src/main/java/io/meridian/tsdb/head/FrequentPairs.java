package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.cursors.IntCursor;
import io.meridian.tsdb.index.Largest;
import java.util.stream.IntStream;

/**
 * Those pairs of one name that most series have, so that statistics need not look at all: every
 * pair that has a number of series, which is chosen so that these are few, but enough to ask for
 * ({@value #LEAST} where so many have two series at all). Kept as series come and go. Written by
 * one thread; read by others under the head's lock.
 */
final class FrequentPairs {
  private static final int MOST = 1024;
  private static final int LEAST = 128;

  private final PairPostings postings;
  private final IntArrayList pairs = new IntArrayList(0);

  private int threshold = 2;

  FrequentPairs(PairPostings postings) {
    this.postings = postings;
  }

  /** Takes note that a pair has one series more, and how many it has now. */
  void grew(int pair, int count) {
    if (count == threshold) {
      add(pair);
    }
  }

  private void add(int pair) {
    pairs.add(pair);
    while (pairs.size() > MOST) {
      threshold = Math.addExact(threshold, threshold >> 1);
      forgetOthers();
    }
  }

  private void forgetOthers() {
    pairs.removeAll((int pair) -> postings.count(pair) < threshold);
  }

  /**
   * Takes note that pairs have fewer series.
   *
   * @param all the pairs of the name, looked at where too few of these are left
   */
  void shrank(IntStream all) {
    forgetOthers();
    if (pairs.size() < LEAST && threshold > 2) {
      threshold = 2;
      pairs.clear();
      all.filter(pair -> postings.count(pair) >= threshold).forEach(this::add);
    }
  }

  /** Adds all of them; all others of the name have less than {@link #threshold}. */
  void addTo(Largest into) {
    for (IntCursor pair : pairs) {
      into.add(pair.value, postings.count(pair.value));
    }
  }

  /** How many series each of them has at least. */
  int threshold() {
    return threshold;
  }
}
