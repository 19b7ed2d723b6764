package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;

/** The pairs of labels that there were at some time. Safe for use by many threads. */
final class PairTexts {
  private final byte[][] pages;
  private final int[] places;

  /** Pairs by page and offset; what is behind the pairs of its time is undefined. */
  PairTexts(byte[][] pages, int[] places) {
    this.pages = pages;
    this.places = places;
  }

  /** Moves a field to a pair. */
  void read(int pair, LabelField into) {
    int place = places[pair];
    byte[] bytes = pages[place >>> 16];
    into.read(bytes, place & 0xffff, bytes.length);
  }

  /** The number of a pair's name. */
  int name(int pair) {
    int place = places[pair];
    byte[] bytes = pages[place >>> 16];
    return PackedLabels.length(bytes, LabelField.end(bytes, place & 0xffff));
  }
}
