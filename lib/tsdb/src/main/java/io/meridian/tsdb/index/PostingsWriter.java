package io.meridian.tsdb.index;

import java.io.IOException;
import java.util.Arrays;

/**
 * Writes the posting lists of an index, then the table that says where they stand.
 *
 * <p>A column has its series in order, so a list is what a stable sort by value leaves together,
 * and counting sorts in two walks: one counts the series of each value, one puts each series where
 * its value's list goes on. The second is repeated, for some values at a time, where not all lists
 * fit the memory at hand; a list that alone does not is copied from the column as it is met.
 */
final class PostingsWriter {
  /** Series that are sorted at a time. */
  static final int AT_ONCE = 1 << 21;

  private final IndexSymbols symbols;
  private final SymbolText text = new SymbolText();
  private final FileOutput out;
  private final SpooledBytes lists;
  private final int atOnce;

  /** How many series have each value of the column at work; then where its list goes on. */
  private final int[] counts;

  private int[] values = new int[1024];
  private int[] sorted = new int[0];

  private long listCount;
  private long tableSize = 4;

  /**
   * A writer.
   *
   * @param lists takes name, value and length of each list until the table is written
   * @param atOnce how many series are sorted at a time
   */
  PostingsWriter(IndexSymbols symbols, FileOutput out, SpooledBytes lists, int atOnce) {
    this.symbols = symbols;
    this.out = out;
    this.lists = lists;
    this.atOnce = atOnce;
    this.counts = new int[Math.max(1, symbols.count())];
  }

  /** Writes the list of all series, then those of every name's values. */
  void writeLists(LabelColumns columns) throws IOException {
    writeWhole(columns.all(), 0, true);
    for (LabelColumn column : columns.sorted()) {
      writeLists(column);
    }
  }

  private void writeLists(LabelColumn column) throws IOException {
    int distinct = count(column);
    for (int from = 0; from < distinct; ) {
      int to = from + 1;
      long series = counts[values[from]];
      while (to < distinct && series + counts[values[to]] <= atOnce) {
        series += counts[values[to]];
        to++;
      }
      if (to == from + 1) {
        writeWhole(column, values[from], false);
      } else {
        writeSorted(column, from, to, (int) series);
      }
      from = to;
    }
    for (int i = 0; i < distinct; i++) {
      counts[values[i]] = 0;
    }
  }

  /**
   * Counts the series of each value and puts the values that occur in order; returns how many there
   * are.
   */
  private int count(LabelColumn column) throws IOException {
    int distinct = 0;
    for (LabelColumn.Walk walk = column.walk(); walk.next(); ) {
      int value = walk.valueRef();
      if (counts[value]++ == 0) {
        if (distinct == values.length) {
          values = Arrays.copyOf(values, 2 * distinct);
        }
        values[distinct++] = value;
      }
    }
    if (distinct > counts.length >>> 4) {
      int at = 0;
      for (int value = 0; at < distinct; value++) {
        if (counts[value] != 0) {
          values[at++] = value;
        }
      }
    } else {
      Arrays.sort(values, 0, distinct);
    }
    return distinct;
  }

  /** Writes the list of one value, as the column has it. */
  private void writeWhole(LabelColumn column, int value, boolean all) throws IOException {
    int size = all ? Math.toIntExact(column.size()) : counts[value];
    beginList(all ? -1 : column.nameRef(), value, size);
    for (LabelColumn.Walk walk = column.walk(); walk.next(); ) {
      if (walk.valueRef() == value) {
        out.u32(walk.seriesRef());
      }
    }
    out.endChecksum();
  }

  /** Writes the lists of some values that have so many series together. */
  private void writeSorted(LabelColumn column, int from, int to, int series) throws IOException {
    if (sorted.length < series) {
      sorted = new int[(int) Math.min(atOnce, Math.max(series, 2L * sorted.length))];
    }
    int at = 0;
    for (int i = from; i < to; i++) {
      int size = counts[values[i]];
      counts[values[i]] = at;
      at += size;
    }
    int first = values[from];
    int last = values[to - 1];
    for (LabelColumn.Walk walk = column.walk(); walk.next(); ) {
      int value = walk.valueRef();
      if (value >= first && value <= last) {
        sorted[counts[value]++] = walk.seriesRef();
      }
    }
    int begin = 0;
    for (int i = from; i < to; i++) {
      int end = counts[values[i]];
      beginList(column.nameRef(), values[i], end - begin);
      for (int k = begin; k < end; k++) {
        out.u32(sorted[k]);
      }
      out.endChecksum();
      begin = end;
    }
  }

  /** Begins a list and notes it for the table; a negative name stands for all series. */
  private void beginList(int name, int value, int size) throws IOException {
    if (size >= 1 << 30) {
      throw new IllegalArgumentException("a posting list cannot have " + size + " entries");
    }
    out.pad(4);
    long offset = out.position();
    lists.beginRecord(20);
    lists.uvarint(name + 1);
    lists.uvarint(value);
    lists.uvarint(size);
    listCount++;
    tableSize += 1 + stringSize(name, name) + stringSize(name, value);
    tableSize += FileOutput.uvarintSize(offset);
    out.u32(4 + 4 * size);
    out.beginChecksum();
    out.u32(size);
  }

  private int stringSize(int name, int symbol) {
    if (name < 0) {
      return 1;
    }
    symbols.read(symbol, text);
    int length = text.length();
    return FileOutput.uvarintSize(length) + length;
  }

  /**
   * Writes the table of the lists.
   *
   * @param listsAt where the lists begin, before padding
   */
  void writeTable(long listsAt) throws IOException {
    if (tableSize > 0xffff_ffffL || listCount > 0xffff_ffffL) {
      throw new IllegalArgumentException("the postings offset table cannot have more than 4 GiB");
    }
    out.u32((int) tableSize);
    out.beginChecksum();
    out.u32((int) listCount);
    long at = listsAt;
    SpooledBytes.Reader list = lists.reader();
    while (list.nextRecord()) {
      at = (at + 3) & -4;
      int name = (int) list.uvarint() - 1;
      int value = (int) list.uvarint();
      out.u8(2);
      writeString(name, name);
      writeString(name, value);
      out.uvarint(at);
      at += 12 + 4 * list.uvarint();
    }
    out.endChecksum();
  }

  private void writeString(int name, int symbol) throws IOException {
    if (name < 0) {
      out.u8(0);
    } else {
      symbols.read(symbol, text);
      out.uvarint(text.length());
      out.bytes(text.bytes(), text.from(), text.to());
    }
  }
}
