package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the index of a block, in memory or by range; both give the same answers.
 *
 * <pre>
 *   index   := magic baaad700 u32, version u8, symbols, series, posting lists, postings offset table, contents
 *   symbols := length u32, count u32, (length uvarint, bytes)*, checksum u32
 *   series  := entry*                                            (see {@link SeriesEntry})
 *   list    := length u32, count u32, reference u32*, checksum u32                (begins at a multiple of 4)
 *   table   := length u32, count u32, entry*, checksum u32       (see {@link OffsetTable})
 *   contents: see {@link IndexToc}
 * </pre>
 *
 * All numbers of fixed size are big-endian, checksums are CRC-32C of what stands between length and
 * checksum. Versions 2 and 3 are read alike. In version 1 the reference of a series or symbol is
 * its offset in the file, else a series' is its offset divided by 16 and a symbol's its position;
 * label indices, which older writers put between series and lists, are not used. References are
 * unsigned 32-bit numbers.
 *
 * <p>Opening reads header and contents. Symbols and table are read, verified and walked over once,
 * when they are first asked for; series and lists are verified at every read. Where the bytes are
 * not in memory, a section is one read, lists that are asked for together are joined, and series
 * come in windows that grow when they are read in order.
 *
 * <p>Every damage is a {@link io.meridian.model.CorruptDataException}; what is allocated never
 * exceeds what the file can justify. Safe for use by many threads; the cursors and entries it fills
 * are for one each.
 */
public final class IndexReader implements AutoCloseable {
  private static final byte[] NOTHING = {};

  private final IndexFile file;
  private final Object loading = new Object(); // held while a section is read for the first time
  private volatile @Nullable Symbols symbols;
  private volatile @Nullable PostingsTable table;

  private final @Nullable SparseHeader header;

  private IndexReader(IndexFile file, @Nullable SparseHeader header) {
    this.file = file;
    this.header = header;
  }

  /**
   * Opens an index, which belongs to the reader from now on.
   *
   * @throws io.meridian.model.CorruptDataException if header or contents are not an index's; the
   *     ranges stay open then
   */
  public static IndexReader open(ByteRanges ranges) {
    return new IndexReader(IndexFile.open(ranges), null);
  }

  /**
   * Opens an index with the header beside it; both belong to the reader from now on. Of an index
   * that is not in memory nothing is read, and its size is all that is compared: see {@link
   * SparseHeader#describes}.
   *
   * @throws io.meridian.model.CorruptDataException if the header is another index's; both stay open
   *     then
   */
  public static IndexReader open(ByteRanges ranges, SparseHeader header) {
    return new IndexReader(header.index(ranges), header);
  }

  /**
   * The same index over other bytes, which belong to the reader given: it shares what this one
   * knows of symbols and lists, and is to be used while this one is open.
   */
  public IndexReader over(ByteRanges ranges) {
    IndexReader other = new IndexReader(file.over(ranges), null);
    other.symbols = symbols();
    other.table = table();
    return other;
  }

  /** The file's name, for errors. */
  public String name() {
    return file.name();
  }

  /** The file's size in bytes. */
  public long size() {
    return file.size();
  }

  /** The format's version, 1 to 3. */
  public int version() {
    return file.version();
  }

  /** The table of contents. */
  public IndexToc toc() {
    return file.toc();
  }

  /** The strings of all labels. */
  public Symbols symbols() {
    Symbols known = symbols;
    return known == null ? loadSymbols() : known;
  }

  private Symbols loadSymbols() {
    synchronized (loading) {
      Symbols known = symbols;
      if (known == null && header != null) {
        known = header.symbols();
      }
      if (known == null) {
        known = Symbols.of(file.symbolsSection(), version());
      }
      symbols = known;
      return known;
    }
  }

  /** Where lists stand. */
  PostingsTable table() {
    PostingsTable known = table;
    return known == null ? loadTable() : known;
  }

  private PostingsTable loadTable() {
    synchronized (loading) {
      PostingsTable known = table;
      if (known == null && header != null) {
        known = header.table(symbols());
      }
      if (known == null) {
        known = OffsetTable.of(file.tableSection(), version(), file.listsEnd());
      }
      table = known;
      return known;
    }
  }

  /** How many label names there are. */
  public int labelNameCount() {
    return table().names();
  }

  /**
   * A label name in UTF-8.
   *
   * @param position 0 to {@link #labelNameCount}, ascending as unsigned bytes
   */
  public byte[] labelName(int position) {
    return table().name(position);
  }

  /**
   * Label names, ascending as unsigned bytes.
   *
   * @param limit at most so many, 0 for no limit
   */
  public List<String> labelNames(int limit) {
    int count = labelNameCount();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count && (limit == 0 || i < limit); i++) {
      names.add(new String(labelName(i), StandardCharsets.UTF_8));
    }
    return names;
  }

  /** How many values a label name has. */
  public int labelValueCount(byte[] name) {
    int position = table().find(name);
    return position < 0 ? 0 : table().values(position);
  }

  /**
   * Values of a label name, ascending as unsigned bytes.
   *
   * @param limit at most so many, 0 for no limit
   */
  public List<String> labelValues(byte[] name, int limit) {
    List<String> values = new ArrayList<>();
    ValueCursor value = values(name);
    while ((limit == 0 || values.size() < limit) && value.next()) {
      values.add(
          new String(
              value.bytes(), value.from(), value.to() - value.from(), StandardCharsets.UTF_8));
    }
    return values;
  }

  /** About how many values of a label name begin with a prefix; found without reading them. */
  int estimateValues(byte[] name, byte[] prefix) {
    int position = table().find(name);
    if (position < 0) {
      return 0;
    }
    int values = table().values(position);
    return prefix.length == 0 ? values : Math.min(values, table().estimate(position, prefix));
  }

  IndexFile file() {
    return file;
  }

  /** Whether reads take so long that several are made side by side. */
  public boolean isFar() {
    return file.whole() == null && SelectionCosts.isFar(file.latencyNanos());
  }

  /** A walk over all values of a label name, as bytes. */
  public ValueCursor values(byte[] name) {
    return values(name, NOTHING);
  }

  /** A walk over the values of a label name that begin with a prefix, as bytes. */
  public ValueCursor values(byte[] name, byte[] prefix) {
    int position = table().find(name);
    return position < 0 ? ValueCursor.none() : table().cursor(position, prefix);
  }

  /**
   * The series that have a label; none if there is no such label. The empty name with the empty
   * value has all series.
   */
  public SeriesRefs refs(byte[] name, byte[] value) {
    if (name.length == 0) {
      return value.length == 0 ? allRefs() : SeriesRefs.NONE;
    }
    return refs(place(name, value));
  }

  /** The place of the list of a label. */
  ListPlace place(byte[] name, byte[] value) {
    int position = table().find(name);
    return position < 0 ? ListPlace.NONE : table().list(position, value);
  }

  /** The place of the list of all series. */
  ListPlace allPlace() {
    return table().all();
  }

  /** All series. */
  public SeriesRefs allRefs() {
    return refs(table().all());
  }

  private SeriesRefs refs(ListPlace place) {
    return place.offset() == 0 ? SeriesRefs.NONE : refs(place.offset(), place.end());
  }

  /**
   * The list at a place that a {@link ValueCursor} gave.
   *
   * @param offset {@link ValueCursor#listOffset}
   * @param end {@link ValueCursor#listEnd}, 0 if not known
   */
  public SeriesRefs refs(long offset, long end) {
    return file.list(offset, end);
  }

  /**
   * The lists at places that a {@link ValueCursor} gave. Where the bytes are not in memory,
   * neighbours are read together.
   *
   * @param offsets ascending
   * @param ends as {@link ValueCursor#listEnd}
   * @param count how many places there are
   */
  public List<SeriesRefs> refs(long[] offsets, long[] ends, int count) {
    return new ListReads(file).read(offsets, ends, count);
  }

  /**
   * Says which series will be read next into an entry, ascending, so that where the bytes are not
   * in memory those that stand close together come with one read.
   *
   * @return how many bytes were fetched, which are held until the next call
   */
  public long expect(int[] refs, int from, int to, SeriesEntry into) {
    into.window.expect(refs, from, to);
    return into.window.fetch(file, refs, from, to);
  }

  /**
   * Reads a series: its labels and the places of all its chunks.
   *
   * @param ref the reference, unsigned
   * @throws io.meridian.model.CorruptDataException if there is no such series or its entry is
   *     damaged
   */
  public void series(int ref, SeriesEntry into) {
    series(ref, Long.MIN_VALUE, Long.MAX_VALUE, into);
  }

  /** Reads a series: its labels and the places of the chunks that share an instant with a range. */
  public void series(int ref, long minTime, long maxTime, SeriesEntry into) {
    load(ref, into);
    into.readLabels();
    into.readChunks(minTime, maxTime);
  }

  /**
   * Reads a series' entry as far as the symbols of its labels. {@link SeriesEntry#readLabels} and
   * {@link SeriesEntry#readChunks} then decode the rest.
   */
  public void load(int ref, SeriesEntry into) {
    into.window.load(file, symbols(), ref, into);
  }

  @Override
  public void close() {
    try {
      file.close();
    } finally {
      if (header != null) {
        header.close();
      }
    }
  }
}
