package io.meridian.tsdb.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.roaringbitmap.RoaringBitmap;

/** Symbols that were seen on entries of series. For one thread. */
final class SymbolSet {
  private final RoaringBitmap symbols = new RoaringBitmap();
  private long last = -1;

  void add(int symbol) {
    if (Integer.toUnsignedLong(symbol) != last) { // neighbours have most values in common
      symbols.add(symbol);
      last = Integer.toUnsignedLong(symbol);
    }
  }

  boolean contains(long symbol) {
    return symbol >= 0 && symbols.contains((int) symbol);
  }

  int size() {
    return symbols.getCardinality();
  }

  /** The strings, ascending as unsigned bytes. */
  List<byte[]> texts(EntryCursor entries) {
    List<byte[]> texts = new ArrayList<>(size());
    symbols.forEach((int symbol) -> texts.add(text(entries, symbol)));
    texts.sort(Arrays::compareUnsigned);
    return texts;
  }

  private static byte[] text(EntryCursor entries, int symbol) {
    byte[] text = new byte[entries.copySymbol(symbol, new byte[0])];
    entries.copySymbol(symbol, text);
    return text;
  }
}
