package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.LabelTexts;
import io.meridian.tsdb.index.Largest;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The values of one label name, as the pairs that they make with it, and their order, which is made
 * when it is asked for. Written by one thread; read by others under the head's lock.
 */
final class LabelValues {
  private static final int[] NONE = {};

  private final LabelPairs pairs;
  private final PairPostings postings;
  private final FrequentPairs frequent;
  private int size;
  private long bytes;

  /** Pairs in the order of values; guarded by this, as readers make it. */
  private int[] sorted = NONE;

  /** Pairs that are not sorted yet; guarded by this. */
  private IntArrayList unsorted = new IntArrayList(0);

  /** The values in their order, as long as there is memory for them; guarded by this. */
  private SoftReference<LabelTexts> texts = new SoftReference<>(LabelTexts.NONE);

  LabelValues(LabelPairs pairs, PairPostings postings) {
    this.pairs = pairs;
    this.postings = postings;
    this.frequent = new FrequentPairs(postings);
  }

  /** How many bytes the values have, once for each series. */
  long bytes() {
    return bytes;
  }

  /** One pair of all, in no order. */
  private int pair(int index) {
    return index < sorted.length ? sorted[index] : unsorted.get(index - sorted.length);
  }

  /** How much memory the order takes. */
  synchronized long memory() {
    return 4L * (sorted.length + unsorted.buffer.length);
  }

  /** Adds the pairs with most series; looks at others only where there are too few of these. */
  synchronized void addLargest(Largest into) {
    frequent.addTo(into);
    int threshold = frequent.threshold();
    for (int i = 0; i < size && into.least() < threshold; i++) {
      int count = postings.count(pair(i));
      if (count < threshold) {
        into.add(pair(i), count);
      }
    }
  }

  /** How many values there are. */
  int size() {
    return size;
  }

  /**
   * Takes note that a pair has one series more.
   *
   * @param count how many it has now: with the first one the value is new
   */
  void grew(int pair, int count) {
    bytes += pairs.valueLength(pair);
    if (count > 1) {
      frequent.grew(pair, count);
      return;
    }
    size++;
    synchronized (this) {
      unsorted.add(pair);
    }
  }

  /** Takes note that a pair has so many series less. */
  void shrank(int pair, int count) {
    bytes -= (long) count * pairs.valueLength(pair);
  }

  /** Forgets the values that no series has any more, once all their pairs shrank. */
  synchronized void forgetUnused() {
    sorted = Arrays.stream(sorted).filter(pair -> postings.count(pair) > 0).toArray();
    unsorted.removeAll((int pair) -> postings.count(pair) == 0);
    size = sorted.length + unsorted.size();
    texts.clear();
    frequent.shrank(IntStream.range(0, size).map(this::pair));
  }

  /** Pairs in ascending order of the values; only new values are sorted. */
  synchronized int[] sorted() {
    if (!unsorted.isEmpty()) {
      int[] added = unsorted.toArray();
      unsorted = new IntArrayList(0);
      ValueOrder values = new ValueOrder(pairs);
      int[] order =
          IndirectSort.mergesort(0, added.length, (a, b) -> values.compare(added[a], added[b]));
      for (int i = 0; i < order.length; i++) {
        order[i] = added[order[i]];
      }
      sorted = merge(sorted, order, values);
      texts.clear();
    }
    return sorted;
  }

  /** The values in ascending order; made anew only if there are others than last time. */
  synchronized LabelTexts texts() {
    int[] order = sorted();
    LabelTexts known = texts.get();
    if (known != null && known.size() == order.length) {
      return known;
    }
    LabelTexts.Builder made = new LabelTexts.Builder();
    for (HeadValues value = new HeadValues(pairs, this, new byte[0]); value.next(); ) {
      made.add(value.bytes(), value.from(), value.to());
    }
    LabelTexts all = made.build();
    texts = new SoftReference<>(all);
    return all;
  }

  private static int[] merge(int[] one, int[] other, ValueOrder values) {
    int[] merged = new int[one.length + other.length];
    int a = 0;
    int b = 0;
    for (int i = 0; i < merged.length; i++) {
      boolean first = b == other.length || (a < one.length && values.compare(one[a], other[b]) < 0);
      merged[i] = first ? one[a++] : other[b++];
    }
    return merged;
  }

  /** Compares the values of pairs. For one thread. */
  private record ValueOrder(LabelPairs pairs, LabelField one, LabelField other) {
    ValueOrder(LabelPairs pairs) {
      this(pairs, new LabelField(), new LabelField());
    }

    int compare(int a, int b) {
      pairs.read(a, one);
      pairs.read(b, other);
      return one.compareValue(other);
    }
  }

  /** Where in {@link #sorted} the first value stands that is not less than a text. */
  int lowerBound(byte[] text) {
    int[] order = sorted();
    LabelField field = new LabelField();
    int low = 0;
    int high = order.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      pairs.read(order[middle], field);
      int compared =
          Arrays.compareUnsigned(
              field.bytes(), field.valueFrom(), field.valueTo(), text, 0, text.length);
      if (compared < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
