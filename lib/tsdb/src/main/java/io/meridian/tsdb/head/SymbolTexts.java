package io.meridian.tsdb.head;

import java.util.Arrays;

/** The strings of the symbols that there were at some time. Safe for use by many threads. */
final class SymbolTexts {
  private final byte[][] pages;
  private final long[] places;

  /**
   * Symbols by page and offset of their length; what is behind the symbols of its time is
   * undefined.
   */
  SymbolTexts(byte[][] pages, long[] places) {
    this.pages = pages;
    this.places = places;
  }

  /** Compares the strings of two symbols as unsigned bytes. */
  int compare(int one, int other) {
    byte[] onePage = pages[(int) (places[one] >>> 32)];
    byte[] otherPage = pages[(int) (places[other] >>> 32)];
    int oneAt = (int) places[one];
    int otherAt = (int) places[other];
    int oneFrom = oneAt + Integer.BYTES;
    int otherFrom = otherAt + Integer.BYTES;
    return Arrays.compareUnsigned(
        onePage,
        oneFrom,
        oneFrom + SymbolHeap.length(onePage, oneAt),
        otherPage,
        otherFrom,
        otherFrom + SymbolHeap.length(otherPage, otherAt));
  }
}
