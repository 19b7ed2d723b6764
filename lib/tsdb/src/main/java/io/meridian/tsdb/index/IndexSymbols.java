package io.meridian.tsdb.index;

/**
 * The symbols of an index that is to be written, known before its first series: every name and
 * value of labels once, ascending as unsigned bytes, numbered from 0. Texts are asked for while the
 * index is written and when it is finished. For one thread.
 */
public interface IndexSymbols {
  /** How many there are. */
  int count();

  /** Moves a text to a symbol's bytes, which stay as they are until the index is finished. */
  void read(int symbol, SymbolText into);
}
