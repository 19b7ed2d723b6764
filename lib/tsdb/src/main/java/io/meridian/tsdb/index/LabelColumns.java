package io.meridian.tsdb.index;

import com.carrotsearch.hppc.IntObjectHashMap;
import com.carrotsearch.hppc.cursors.ObjectCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The columns of all label names, and of all series; together they keep a bounded part in memory.
 */
final class LabelColumns {
  static final int MEMORY = 1 << 24;

  private final int limit;
  private final Spool spool;
  private final LabelColumn all;
  private final IntObjectHashMap<LabelColumn> byName = new IntObjectHashMap<>();

  /**
   * The columns of the series before, label by label: most series have the names of their
   * neighbour.
   */
  private LabelColumn[] last = new LabelColumn[16];

  private int lastCount;
  private int memory;

  LabelColumns(Spool spool, int limit) {
    this.limit = limit;
    this.spool = spool;
    this.all = new LabelColumn(0, spool);
  }

  /**
   * Adds a series, which must come after the one before.
   *
   * @param labelRefs symbols of name and value, in turn
   */
  void add(long seriesRef, int[] labelRefs, int labels) throws IOException {
    memory += all.add(seriesRef, 0);
    if (last.length < labels) {
      last = Arrays.copyOf(last, Math.max(labels, 2 * last.length));
    }
    for (int i = 0; i < labels; i++) {
      int name = labelRefs[2 * i];
      if (i >= lastCount || last[i].nameRef() != name) {
        last[i] = column(name);
      }
      memory += last[i].add(seriesRef, labelRefs[2 * i + 1]);
    }
    lastCount = labels;
    if (memory > limit) {
      release();
    }
  }

  private LabelColumn column(int name) {
    LabelColumn known = byName.get(name);
    if (known != null) {
      return known;
    }
    LabelColumn column = new LabelColumn(name, spool);
    byName.put(name, column);
    return column;
  }

  private void release() throws IOException {
    memory = all.release();
    for (ObjectCursor<LabelColumn> column : byName.values()) {
      memory += column.value.release();
    }
  }

  /** All series, with the value 0. */
  LabelColumn all() {
    return all;
  }

  /** The columns of the names, ascending. */
  List<LabelColumn> sorted() {
    List<LabelColumn> columns = new ArrayList<>(byName.size());
    for (ObjectCursor<LabelColumn> column : byName.values()) {
      columns.add(column.value);
    }
    columns.sort(Comparator.comparingInt(LabelColumn::nameRef));
    return columns;
  }
}
