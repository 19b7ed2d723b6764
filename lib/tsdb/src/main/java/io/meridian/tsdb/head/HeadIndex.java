package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.IntHashSet;
import com.carrotsearch.hppc.IntIntHashMap;
import io.meridian.tsdb.index.PostingsLists;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The index of a head, growing with its series. Queries ask it through {@link QueriedIndex}.
 *
 * <p>Written by one thread; read by others, as a whole selection, under the head's lock.
 */
final class HeadIndex {
  private final SymbolHeap symbols = new SymbolHeap();
  private final SeriesTable table = new SeriesTable(symbols);

  /** From a name's symbol to its position in the lists below. */
  private final IntIntHashMap positions = new IntIntHashMap();

  private final IntArrayList nameSymbols = new IntArrayList();
  private final List<LabelValues> values = new ArrayList<>();

  /** All names, ascending; replaced when one comes. */
  private List<byte[]> names = List.of();

  HeadIndex() {}

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

  /**
   * Takes series out of the lists of a name.
   *
   * @param gone the series
   * @param of symbols of the values that they have
   */
  void remove(int name, BitSet gone, IntHashSet of) {
    values.get(positions.get(name)).remove(gone, of);
  }

  private int addName(int symbol) {
    positions.put(symbol, values.size());
    nameSymbols.add(symbol);
    symbols.retainForever(symbol);
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

  /** The position of a name, −1 if no series has it. */
  int position(byte[] name) {
    int symbol = symbols.find(name, 0, name.length);
    return symbol < 0 ? -1 : positions.getOrDefault(symbol, -1);
  }

  /** The symbol of the name at a position. */
  int nameSymbol(int position) {
    return nameSymbols.get(position);
  }

  /** About how much memory the lists of values take. */
  long bytes() {
    return values.stream().mapToLong(LabelValues::memory).sum();
  }

  /** The values of the name at a position. */
  LabelValues values(int position) {
    return values.get(position);
  }

  /** All names, ascending. */
  List<byte[]> names() {
    return names;
  }
}
