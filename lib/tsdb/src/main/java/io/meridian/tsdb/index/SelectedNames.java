package io.meridian.tsdb.index;

import java.util.ArrayList;
import java.util.List;

/** Finds which label names the series of a selection have. For one use. */
final class SelectedNames {
  private static final int BATCH = 1024;

  private final SeriesIndex index;
  private final List<byte[]> names;

  /** The symbol of each name, −1 for one that no series can have. */
  private final long[] nameSymbols;

  private final SymbolSet seen = new SymbolSet();

  SelectedNames(SeriesIndex index, List<byte[]> names) {
    this.index = index;
    this.names = names;
    this.nameSymbols = names.stream().mapToLong(index::symbol).toArray();
  }

  List<byte[]> of(SeriesSelection selection) {
    RefSet refs = RefSet.of(selection.postings());
    long left = collect(refs);
    List<byte[]> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (seen.contains(nameSymbols[i]) || (left > 0 && isOnAny(names.get(i), refs))) {
        found.add(names.get(i));
      }
    }
    return found;
  }

  /**
   * Collects names from entries as long as that is the cheaper way to find the rest.
   *
   * @return how many series were not looked at
   */
  private long collect(RefSet refs) {
    EntryCursor entries = index.entries();
    Postings list = refs.postings();
    int[] block = new int[BATCH];
    long left = refs.size();
    while (left > 0 && seen.size() < names.size() && entriesAreCheaper(left)) {
      index.check();
      int count = list.next(block, 0, BATCH, Postings.END);
      entries.expect(block, 0, count);
      for (int i = 0; i < count; i++) {
        entries.read(block[i]);
        for (int label = 0; label < entries.labelCount(); label++) {
          seen.add(entries.nameSymbol(label));
        }
      }
      left -= count;
    }
    return seen.size() == names.size() ? 0 : left;
  }

  private boolean entriesAreCheaper(long left) {
    SelectionCosts costs = index.costs();
    double lists = 0;
    for (int i = 0; i < names.size(); i++) {
      if (!seen.contains(nameSymbols[i])) {
        int values = index.labelValueCount(names.get(i));
        lists += values * costs.value() + costs.lists(values, index.seriesCount(), left);
      }
    }
    return costs.entries(left, index.seriesCount()) <= lists;
  }

  /** Whether any of the series has a label, by the lists of the label's values. */
  private boolean isOnAny(byte[] name, RefSet refs) {
    PostingsLists lists = new PostingsLists();
    ValueCursor value = index.values(name, new byte[0]);
    boolean more = true;
    while (more) {
      more = value.next();
      if (more) {
        index.add(value, lists);
      }
      if (lists.size() == BATCH || !more) {
        long[] hits = new long[BATCH / 64];
        index.intersecting(lists, refs, hits);
        lists.clear();
        for (long hit : hits) {
          if (hit != 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
