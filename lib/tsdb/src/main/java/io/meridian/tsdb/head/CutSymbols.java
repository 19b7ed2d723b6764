package io.meridian.tsdb.head;

import com.carrotsearch.hppc.sorting.QuickSort;
import io.meridian.tsdb.index.IndexSymbols;
import io.meridian.tsdb.index.SymbolText;
import io.meridian.tsdb.merge.LoserTree;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;

/**
 * The names and values of the labels of some series as the symbols of their block. Texts stay where
 * the head has them: eight bytes a symbol say which pair has it, and which symbol a pair has. What
 * is merged are the orders of values that queries use, too; the labels' lock is held for one of
 * them at a time.
 *
 * <p>For one thread, while no series is taken out of the head.
 */
final class CutSymbols implements IndexSymbols {
  private static final int NAMES = 0;

  /** The source of the empty string, the first symbol of Prometheus' indexes. */
  private static final int EMPTY = -1;

  private static final byte[] NO_BYTES = {};

  private final SeriesLabelPairs labels;
  private final PairTexts texts;
  private final BitSet used = new BitSet();

  /** For each symbol twice the pair that has it, and one more if it is the pair's name. */
  private final int[] sources;

  private int count;
  private final int[] nameSymbols;
  private final int[] valueSymbols;

  private final LabelField field = new LabelField();
  private final PairCursor one = new PairCursor();

  /** The symbols of the first n of some series. */
  CutSymbols(HeadStore store, int[] series, int n) {
    labels = store.seriesLabels();
    texts = labels.texts();
    for (int i = 0; i < n; i++) {
      for (labels.read(series[i], one); one.next(); ) {
        used.set(one.pair());
      }
    }
    int[][] lists = lists(store);
    nameSymbols = new int[lists.length];
    valueSymbols = new int[used.length()];
    sources = new int[1 + used.cardinality() + lists[NAMES].length];
    sources[count++] = EMPTY;
    new Merge(lists).run();
  }

  /** A pair of each name that is used, by names; then the pairs of each of these, by values. */
  private int[][] lists(HeadStore store) {
    int names = locked(store, index -> index.names().size());
    int[][] lists = new int[1 + names][];
    int[] firsts = new int[names];
    int found = 0;
    for (int name = 0; name < names; name++) {
      int number = name;
      lists[1 + name] = locked(store, index -> index.values(number).sorted());
      int first = nextUsed(lists[1 + name], 0);
      if (first < lists[1 + name].length) {
        firsts[found++] = lists[1 + name][first];
      }
    }
    LabelField oneName = new LabelField();
    LabelField otherName = new LabelField();
    QuickSort.sort(
        firsts,
        0,
        found,
        (a, b) -> {
          texts.read(firsts[a], oneName);
          texts.read(firsts[b], otherName);
          return oneName.compareName(otherName);
        });
    lists[NAMES] = Arrays.copyOf(firsts, found);
    return lists;
  }

  private static <T> T locked(HeadStore store, Function<HeadIndex, T> question) {
    Lock lock = store.labels().readLock();
    lock.lock();
    try {
      return question.apply(store.index());
    } finally {
      lock.unlock();
    }
  }

  private int nextUsed(int[] pairs, int from) {
    int at = from;
    while (at < pairs.length && !used.get(pairs[at])) {
      at++;
    }
    return at;
  }

  /** Merges names and the values of each name; equal ones become one symbol. */
  private final class Merge {
    private final int[][] lists;
    private final int[] at;
    private final SymbolText[] heads;
    private final LoserTree tree = new LoserTree(this::compare);

    Merge(int[][] lists) {
      this.lists = lists;
      at = new int[lists.length];
      heads = new SymbolText[lists.length];
    }

    void run() {
      boolean[] live = new boolean[lists.length];
      for (int list = 0; list < lists.length; list++) {
        heads[list] = new SymbolText();
        live[list] = moveTo(list, 0);
      }
      SymbolText last = new SymbolText();
      for (tree.reset(lists.length, live); tree.winner() != LoserTree.NONE; ) {
        int list = tree.winner();
        SymbolText head = heads[list];
        if (compare(head, last) != 0) { // none is empty
          sources[count++] = source(list, lists[list][at[list]]);
          last.set(head.bytes(), head.from(), head.to());
        }
        take(list, lists[list][at[list]]);
        if (moveTo(list, at[list] + 1)) {
          tree.moved();
        } else {
          tree.ended();
        }
      }
    }

    private void take(int list, int pair) {
      if (list == NAMES) {
        nameSymbols[texts.name(pair)] = count - 1;
      } else {
        valueSymbols[pair] = count - 1;
      }
    }

    private boolean moveTo(int list, int from) {
      at[list] = nextUsed(lists[list], from);
      if (at[list] == lists[list].length) {
        return false;
      }
      CutSymbols.this.read(source(list, lists[list][at[list]]), heads[list], field);
      return true;
    }

    private static int source(int list, int pair) {
      return 2 * pair + (list == NAMES ? 1 : 0);
    }

    private int compare(int list, int otherList) {
      return compare(heads[list], heads[otherList]);
    }

    private static int compare(SymbolText a, SymbolText b) {
      return Arrays.compareUnsigned(a.bytes(), a.from(), a.to(), b.bytes(), b.from(), b.to());
    }
  }

  private void read(int source, SymbolText into, LabelField scratch) {
    if (source == EMPTY) {
      into.set(NO_BYTES, 0, 0);
      return;
    }
    texts.read(source >>> 1, scratch);
    if ((source & 1) == 1) {
      into.set(scratch.bytes(), scratch.nameFrom(), scratch.nameTo());
    } else {
      into.set(scratch.bytes(), scratch.valueFrom(), scratch.valueTo());
    }
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public void read(int symbol, SymbolText into) {
    read(sources[symbol], into, field);
  }

  /** The order of the labels of the series. */
  LabelOrder order() {
    return new LabelOrder(labels, this::comparePairs);
  }

  private int comparePairs(int pair, int otherPair) {
    int names = Integer.compare(nameSymbol(pair), nameSymbol(otherPair));
    return names != 0 ? names : Integer.compare(valueSymbols[pair], valueSymbols[otherPair]);
  }

  private int nameSymbol(int pair) {
    return nameSymbols[texts.name(pair)];
  }

  /**
   * The labels of one of the series as symbols of name and value, in turn.
   *
   * @param into gets them, if it has room
   * @return how many labels there are
   */
  int labels(int series, int[] into) {
    labels.read(series, one);
    int size = one.left();
    for (int i = 0; i < size && 2 * size <= into.length; i++) {
      one.next();
      into[2 * i] = nameSymbol(one.pair());
      into[2 * i + 1] = valueSymbols[one.pair()];
    }
    return size;
  }
}
