package io.meridian.tsdb.head;

/** The labels, as pairs of symbols, of the series that there were at some time. */
final class SeriesLabelPairs {
  private final byte[][] pages;
  private final int[] places;
  private final SymbolTexts texts;

  SeriesLabelPairs(byte[][] pages, int[] places, SymbolTexts texts) {
    this.pages = pages;
    this.places = places;
    this.texts = texts;
  }

  SymbolTexts texts() {
    return texts;
  }

  /** The array that holds a series' labels. */
  byte[] page(int id) {
    return pages[places[id] >>> 16];
  }

  /** Where a series' labels begin. */
  int offset(int id) {
    return places[id] & 0xffff;
  }
}
