package io.meridian.tsdb.head;

/** The labels of the series that there were at some time. Safe for use by many threads. */
final class SeriesLabelPairs {
  /** What stands where a series has no labels. */
  static final byte[] NO_LABELS = {0};

  private final byte[][] pages;
  private final long[][] rows;
  private final PairTexts texts;

  SeriesLabelPairs(byte[][] pages, long[][] rows, PairTexts texts) {
    this.pages = pages;
    this.rows = rows;
    this.texts = texts;
  }

  PairTexts texts() {
    return texts;
  }

  /**
   * Goes on with the labels of a series, which may have moved meanwhile.
   *
   * @param mark where another walk over them was
   */
  void read(int id, long mark, PairCursor into) {
    int place = SeriesRows.labels(rows[id >>> SeriesRows.SEGMENT_BITS], SeriesRows.at(id));
    if (place < 0) {
      into.reset(NO_LABELS, 0);
    } else {
      into.resume(pages[place >>> 16], place & 0xffff, mark);
    }
  }

  /** Starts before the first label of a series. */
  void read(int id, PairCursor into) {
    int place = SeriesRows.labels(rows[id >>> SeriesRows.SEGMENT_BITS], SeriesRows.at(id));
    if (place < 0) {
      into.reset(NO_LABELS, 0);
    } else {
      into.reset(pages[place >>> 16], place & 0xffff);
    }
  }
}
