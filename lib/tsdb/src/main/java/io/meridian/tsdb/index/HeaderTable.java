package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;

/**
 * The postings offset table as a sparse header has it, some three bytes a value:
 *
 * <pre>
 *   table  := name*, sample*, value*
 *   name   := symbol u32, number of values u32, its first sample u32
 *   sample := symbol u32, where the next value stands in the values u32, offset of the list u64
 *   value  := symbol − last symbol uvarint, offset of the list − last offset varint
 * </pre>
 *
 * Every 32nd value of a name, from its first, is a sample; the others stand among the values.
 * Symbols are positions in the symbol table, so that they ascend with the strings, and a value is
 * found by halving twice: its symbol among the symbols, then the symbol among the samples.
 */
final class HeaderTable implements PostingsTable {
  static final int INTERVAL = 32;

  private final String file;
  private final HeaderLayout layout;
  private final Symbols symbols;
  private final MemorySegment names;
  private final MemorySegment samples;
  private final Section values;

  /**
   * A table whose checksum is verified.
   *
   * @param bytes names, samples and values
   * @param file the header, for errors
   */
  HeaderTable(MemorySegment bytes, String file, HeaderLayout layout, Symbols symbols) {
    this.file = file;
    this.layout = layout;
    this.symbols = symbols;
    long namesLength = (long) HeaderLayout.NAME_SIZE * layout.names();
    long samplesLength = (long) HeaderLayout.SAMPLE_SIZE * layout.samples();
    this.names = bytes.asSlice(0, namesLength);
    this.samples = bytes.asSlice(namesLength, samplesLength);
    long valuesFrom = namesLength + samplesLength;
    this.values = new Section(bytes.asSlice(valuesFrom), file, layout.tableAt() + valuesFrom);
    checkNames();
  }

  private void checkNames() {
    long sample = 0;
    for (int i = 0; i < layout.names(); i++) {
      boolean ascends = i == 0 || nameSymbol(i) > nameSymbol(i - 1);
      if (!ascends || values(i) < 1 || firstSample(i) != sample) {
        throw corrupt("names must ascend and share out the samples, the one at " + i + " does not");
      }
      sample += (values(i) + INTERVAL - 1L) / INTERVAL;
    }
    if (sample != layout.samples()) {
      throw corrupt("the names have " + sample + " samples, there are " + layout.samples());
    }
  }

  @Override
  public int names() {
    return layout.names();
  }

  private int nameSymbol(int position) {
    return symbol(names.get(HeaderLayout.U32, (long) HeaderLayout.NAME_SIZE * position));
  }

  @Override
  public int values(int position) {
    return names.get(HeaderLayout.U32, (long) HeaderLayout.NAME_SIZE * position + 4);
  }

  int firstSample(int position) {
    return names.get(HeaderLayout.U32, (long) HeaderLayout.NAME_SIZE * position + 8);
  }

  int sampleSymbol(int sample) {
    return symbol(samples.get(HeaderLayout.U32, (long) HeaderLayout.SAMPLE_SIZE * sample));
  }

  long sampleNext(int sample) {
    return Integer.toUnsignedLong(
        samples.get(HeaderLayout.U32, (long) HeaderLayout.SAMPLE_SIZE * sample + 4));
  }

  /** The offset of the list of a sampled value; behind the last one, where all lists end. */
  long sampleList(int sample) {
    return sample == layout.samples()
        ? layout.toc().postingsOffsetTable()
        : samples.get(HeaderLayout.U64, (long) HeaderLayout.SAMPLE_SIZE * sample + 8);
  }

  /** Refuses a symbol that there is not. */
  int symbol(long position) {
    if (position < 0 || position >= symbols.count()) {
      throw corrupt("symbol " + position + " is referred to, there are " + symbols.count());
    }
    return (int) position;
  }

  private CorruptDataException corrupt(String finding) {
    return new CorruptDataException(file, layout.tableAt(), finding);
  }

  Symbols symbols() {
    return symbols;
  }

  Section values() {
    return values;
  }

  @Override
  public byte[] name(int position) {
    return symbols.bytesAt(nameSymbol(position));
  }

  @Override
  public int find(byte[] name) {
    int low = 0;
    int high = layout.names() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order = symbols.compareAt(nameSymbol(middle), name, 0, name.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1;
  }

  @Override
  public ValueCursor cursor(int position, byte[] prefix) {
    return walk(position, symbols.ceiling(prefix, 0, prefix.length), prefix);
  }

  @Override
  public ListPlace list(int position, byte[] value) {
    int symbol = symbols.ceiling(value, 0, value.length);
    HeaderValues walk = walk(position, symbol, value);
    return walk.next() && walk.to() - walk.from() == value.length
        ? new ListPlace(walk.listOffset(), walk.listEnd())
        : ListPlace.NONE;
  }

  /** A walk from the first value whose symbol is not below one. */
  private HeaderValues walk(int position, int symbol, byte[] prefix) {
    int sample = Math.max(0, sampleAbove(position, symbol) - 1 - firstSample(position));
    HeaderValues walk = new HeaderValues(this, position, sample, prefix);
    walk.skipTo(symbol);
    return walk;
  }

  /** The name's first sample that is above a symbol; the one behind its last if there is none. */
  private int sampleAbove(int position, long symbol) {
    int low = firstSample(position);
    int high = low + (values(position) + INTERVAL - 1) / INTERVAL;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sampleSymbol(middle) <= symbol) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public int estimate(int position, byte[] prefix) {
    int from = symbols.ceiling(prefix, 0, prefix.length);
    int to = PostingsTable.above(prefix).map(end -> symbols.ceiling(end, 0, end.length)).orElse(-1);
    int samples =
        sampleAbove(position, to < 0 ? Long.MAX_VALUE : to - 1L) - sampleAbove(position, from);
    return (int)
        Math.min(Math.min((samples + 1L) * INTERVAL, values(position)), symbolSpan(from, to));
  }

  /** No more values can begin with a prefix than symbols do. */
  private long symbolSpan(int from, int to) {
    return (to < 0 ? symbols.count() : to) - (long) from;
  }

  @Override
  public ListPlace all() {
    return layout.all();
  }
}
