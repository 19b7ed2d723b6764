package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntIntHashMap;
import io.meridian.tsdb.index.EntryCursor;
import io.meridian.tsdb.index.Postings;
import io.meridian.tsdb.index.PostingsLists;
import io.meridian.tsdb.index.RefSet;
import io.meridian.tsdb.index.SelectionCosts;
import io.meridian.tsdb.index.SeriesIndex;
import io.meridian.tsdb.index.ValueCursor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * The index of a head, growing with its series. References are numbers of series, which ascend in
 * the order of arrival, not of labels: whoever selects sorts what was found.
 *
 * <p>Written by one thread; read by others, as a whole selection, under the head's lock.
 */
final class HeadIndex implements SeriesIndex {
  private final SymbolHeap symbols = new SymbolHeap();
  private final SeriesTable table = new SeriesTable(symbols);
  private final Supplier<EntryCursor> entries;

  /** From a name's symbol to its position in the lists below. */
  private final IntIntHashMap positions = new IntIntHashMap();

  private final List<LabelValues> values = new ArrayList<>();

  /** All names, ascending; replaced when one comes. */
  private List<byte[]> names = List.of();

  HeadIndex(Supplier<EntryCursor> entries) {
    this.entries = entries;
  }

  SymbolHeap symbols() {
    return symbols;
  }

  SeriesTable table() {
    return table;
  }

  /** Adds a series' labels to the lists. */
  void add(int id, int[] pairs, int labels) {
    for (int i = 0; i < labels; i++) {
      int position = positions.getOrDefault(pairs[2 * i], -1);
      if (position < 0) {
        position = addName(pairs[2 * i]);
      }
      values.get(position).add(pairs[2 * i + 1], id);
    }
  }

  private int addName(int symbol) {
    positions.put(symbol, values.size());
    values.add(new LabelValues(symbols));
    List<byte[]> more = new ArrayList<>(names);
    more.add(symbols.text(symbol));
    more.sort(Arrays::compareUnsigned);
    names = List.copyOf(more);
    return values.size() - 1;
  }

  /** What {@link PostingsLists} knows a list by. */
  static long list(int name, int value) {
    return ((long) name << 32) | value;
  }

  private Postings postings(long list) {
    return values.get((int) (list >>> 32)).postings((int) list);
  }

  private int position(byte[] name) {
    int symbol = symbols.find(name, 0, name.length);
    return symbol < 0 ? -1 : positions.getOrDefault(symbol, -1);
  }

  /** Nothing bounds a selection here: it runs in memory, and the head looks at the deadline. */
  @Override
  public void check() {}

  @Override
  public long seriesCount() {
    return table.size();
  }

  @Override
  public SelectionCosts costs() {
    return SelectionCosts.MEMORY;
  }

  @Override
  public Postings allPostings() {
    return Postings.range(0, table.size());
  }

  @Override
  public int labelNameCount() {
    return names.size();
  }

  @Override
  public byte[] labelName(int position) {
    return names.get(position);
  }

  @Override
  public int labelValueCount(byte[] name) {
    int position = position(name);
    return position < 0 ? 0 : values.get(position).size();
  }

  @Override
  public int estimateValues(byte[] name, byte[] prefix) {
    int position = position(name);
    if (position < 0) {
      return 0;
    }
    LabelValues of = values.get(position);
    return prefix.length == 0
        ? of.size()
        : of.lowerBound(successor(prefix)) - of.lowerBound(prefix);
  }

  /** Behind everything that begins with a prefix, as far as UTF-8 goes. */
  private static byte[] successor(byte[] prefix) {
    byte[] next = Arrays.copyOf(prefix, prefix.length + 1);
    next[prefix.length] = (byte) 0xff;
    return next;
  }

  @Override
  public ValueCursor values(byte[] name, byte[] prefix) {
    int position = position(name);
    return position < 0
        ? ValueCursor.none()
        : new HeadValues(symbols, values.get(position), position, prefix);
  }

  @Override
  public void find(byte[] name, byte[] value, PostingsLists into) {
    int position = position(name);
    int symbol = symbols.find(value, 0, value.length);
    if (position < 0 || symbol < 0) {
      return;
    }
    int found = values.get(position).find(symbol);
    if (found >= 0) {
      into.add(list(position, found), 0, values.get(position).count(found));
    }
  }

  @Override
  public void add(ValueCursor value, PostingsLists into) {
    long list = value.listOffset();
    into.add(list, 0, values.get((int) (list >>> 32)).count((int) list));
  }

  @Override
  public Postings union(PostingsLists lists) {
    int[] single = new int[lists.size()];
    int singles = 0;
    List<Postings> parts = new ArrayList<>();
    for (int i = 0; i < lists.size(); i++) {
      int only = values.get((int) (lists.offset(i) >>> 32)).only((int) lists.offset(i));
      if (only >= 0) {
        single[singles++] = only;
      } else {
        parts.add(postings(lists.offset(i)));
      }
    }
    Arrays.sort(single, 0, singles);
    if (singles > 0) {
      parts.add(Postings.of(single, 0, distinct(single, singles)));
    }
    return Postings.or(parts);
  }

  private static int distinct(int[] ascending, int size) {
    int kept = 0;
    for (int i = 0; i < size; i++) {
      if (i == 0 || ascending[i] != ascending[i - 1]) {
        ascending[kept++] = ascending[i];
      }
    }
    return kept;
  }

  @Override
  public void intersecting(PostingsLists lists, RefSet refs, long[] hits) {
    for (int i = 0; i < lists.size(); i++) {
      int only = values.get((int) (lists.offset(i) >>> 32)).only((int) lists.offset(i));
      boolean hit = only >= 0 ? refs.contains(only) : refs.intersects(postings(lists.offset(i)));
      if (hit) {
        hits[i >> 6] |= 1L << i;
      }
    }
  }

  @Override
  public long symbol(byte[] text) {
    return symbols.find(text, 0, text.length);
  }

  @Override
  public EntryCursor entries() {
    return entries.get();
  }
}
