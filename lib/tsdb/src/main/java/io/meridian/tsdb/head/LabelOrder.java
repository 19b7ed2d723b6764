package io.meridian.tsdb.head;

import com.carrotsearch.hppc.sorting.IndirectSort;

/** Sorts series of a head by their labels. For one thread, under the head's lock. */
final class LabelOrder {
  private final SeriesTable table;
  private final SymbolPairs one = new SymbolPairs();
  private final SymbolPairs other = new SymbolPairs();

  LabelOrder(SeriesTable table) {
    this.table = table;
  }

  /** The first n numbers of an array in label order. */
  int[] sorted(int[] ids, int n) {
    int[] order = IndirectSort.mergesort(0, n, (a, b) -> compare(ids[a], ids[b]));
    for (int i = 0; i < n; i++) {
      order[i] = ids[order[i]];
    }
    return order;
  }

  private int compare(int a, int b) {
    one.reset(table, a);
    other.reset(table, b);
    while (true) {
      boolean more = one.next();
      if (!other.next()) {
        return more ? 1 : 0;
      }
      if (!more) {
        return -1;
      }
      if (one.name() != other.name()) {
        return table.symbols().compare(one.name(), other.name());
      }
      if (one.value() != other.value()) {
        return table.symbols().compare(one.value(), other.value());
      }
    }
  }
}
