package io.meridian.tsdb.index;

/** The entries of series in an index file. */
final class FileEntries implements EntryCursor {
  private final IndexReader reader;
  private final ChargedBytes fetched;
  private final SeriesEntry entry = new SeriesEntry();

  /**
   * Entries.
   *
   * @param fetched told what is held of those that were fetched
   */
  FileEntries(IndexReader reader, ChargedBytes fetched) {
    this.reader = reader;
    this.fetched = fetched;
  }

  @Override
  public void expect(int[] refs, int from, int to) {
    fetched.hold(reader.expect(refs, from, to, entry));
  }

  @Override
  public void read(int ref) {
    reader.load(ref, entry);
  }

  @Override
  public int labelCount() {
    return entry.labelCount();
  }

  @Override
  public int nameSymbol(int position) {
    return entry.nameRef(position);
  }

  @Override
  public int valueSymbol(int position) {
    return entry.valueRef(position);
  }

  @Override
  public int findLabel(int nameSymbol) {
    return entry.findLabel(nameSymbol);
  }

  @Override
  public int copySymbol(int symbol, byte[] into) {
    Symbols symbols = reader.symbols();
    long place = symbols.locate(symbol);
    int length = Symbols.length(place);
    if (length <= into.length) {
      symbols.copy(place, into, 0);
    }
    return length;
  }

  @Override
  public boolean hasChunkIn(long minTime, long maxTime) {
    entry.readChunks(minTime, maxTime);
    return entry.chunks() > 0;
  }

  @Override
  public byte[] labelBytes() {
    entry.readLabels();
    return entry.labelBytes();
  }

  @Override
  public int labelsTo() {
    return entry.labelsTo();
  }
}
