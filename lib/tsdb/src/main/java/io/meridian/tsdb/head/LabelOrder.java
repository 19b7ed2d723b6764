package io.meridian.tsdb.head;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.QueryContext;
import java.util.function.IntBinaryOperator;

/**
 * Sorts series of a head by their labels, those that there were at some time. Holds no lock. For
 * one thread.
 */
final class LabelOrder {
  private static final int COMPARISONS_A_CHECK = 1 << 12;
  private static final int[] UNKNOWN = {};

  private final SeriesLabelPairs labels;
  private final IntBinaryOperator pairs;

  /** The ranks of all pairs, from 1; empty where they are not known. */
  private final int[] ranks;

  private final PairCursor one = new PairCursor();
  private final PairCursor other = new PairCursor();
  private final LabelField oneField = new LabelField();
  private final LabelField otherField = new LabelField();
  private int comparisons;

  /** Compares texts. */
  LabelOrder(SeriesLabelPairs labels) {
    this.labels = labels;
    pairs = this::compareTexts;
    ranks = UNKNOWN;
  }

  /** Compares by the ranks of pairs, from 1. */
  LabelOrder(SeriesLabelPairs labels, int[] ranks) {
    this.labels = labels;
    this.ranks = ranks;
    pairs = (a, b) -> Integer.compare(ranks[a], ranks[b]);
  }

  /** Compares by an order of pairs, names first, that is known already. */
  LabelOrder(SeriesLabelPairs labels, IntBinaryOperator pairs) {
    this.labels = labels;
    this.pairs = pairs;
    ranks = UNKNOWN;
  }

  /** How many bytes it takes to sort series. */
  long bytes(int n) {
    return ranks.length > 0
        ? RankSort.bytes(n) + (long) Integer.BYTES * ranks.length
        : 2L * Integer.BYTES * n;
  }

  /** The first n numbers of an array in label order. */
  int[] sorted(int[] ids, int n, QueryContext context) {
    return ranks.length > 0
        ? new RankSort(labels, ranks, ids, n, context).sorted()
        : compared(ids, n, context);
  }

  private int[] compared(int[] ids, int n, QueryContext context) {
    int[] order =
        IndirectSort.mergesort(
            0,
            n,
            (a, b) -> {
              if (comparisons++ % COMPARISONS_A_CHECK == 0) {
                context.check();
              }
              return compare(ids[a], ids[b]);
            });
    for (int i = 0; i < n; i++) {
      order[i] = ids[order[i]];
    }
    return order;
  }

  /** Compares two series. */
  int compare(int a, int b) {
    labels.read(a, one);
    labels.read(b, other);
    while (true) {
      boolean more = one.next();
      if (!other.next()) {
        return more ? 1 : 0;
      }
      if (!more) {
        return -1;
      }
      if (one.pair() != other.pair()) {
        return pairs.applyAsInt(one.pair(), other.pair());
      }
    }
  }

  private int compareTexts(int pair, int otherPair) {
    labels.texts().read(pair, oneField);
    labels.texts().read(otherPair, otherField);
    int names = oneField.compareName(otherField);
    return names != 0 ? names : oneField.compareValue(otherField);
  }
}
