package io.meridian.tsdb.head;

/** The labels, as pairs of symbols, of the series that there were at some time. */
final class SeriesLabelPairs {
  /** What stands where a series has no labels. */
  static final byte[] NO_LABELS = {0};

  private final byte[][] pages;
  private final SeriesTable.Segment[] segments;
  private final SymbolTexts texts;

  SeriesLabelPairs(byte[][] pages, SeriesTable.Segment[] segments, SymbolTexts texts) {
    this.pages = pages;
    this.segments = segments;
    this.texts = texts;
  }

  SymbolTexts texts() {
    return texts;
  }

  private int place(int id) {
    return segments[id >>> SeriesTable.SEGMENT_BITS].place(id);
  }

  /** The array that holds a series' labels. */
  byte[] page(int id) {
    int place = place(id);
    return place < 0 ? NO_LABELS : pages[place >>> 16];
  }

  /** Where a series' labels begin. */
  int offset(int id) {
    int place = place(id);
    return place < 0 ? 0 : place & 0xffff;
  }
}
