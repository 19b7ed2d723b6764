package io.meridian.tsdb.index;

import java.io.IOException;

/** Writes the section of an index that has all symbols. */
final class SymbolSection {
  private final IndexSymbols symbols;
  private final SymbolText text = new SymbolText();
  private final SymbolText before = new SymbolText();

  SymbolSection(IndexSymbols symbols) {
    this.symbols = symbols;
  }

  /**
   * Writes length, number, symbols and checksum.
   *
   * @throws IllegalArgumentException if symbols do not ascend, or are too many
   */
  void write(FileOutput out) throws IOException {
    out.u32((int) length());
    out.beginChecksum();
    out.u32(symbols.count());
    for (int symbol = 0; symbol < symbols.count(); symbol++) {
      symbols.read(symbol, text);
      out.uvarint(text.length());
      out.bytes(text.bytes(), text.from(), text.to());
    }
    out.endChecksum();
  }

  private long length() {
    long length = Integer.BYTES;
    for (int symbol = 0; symbol < symbols.count(); symbol++) {
      symbols.read(symbol, text);
      if (symbol > 0 && text.compareTo(before.bytes(), before.from(), before.to()) <= 0) {
        throw new IllegalArgumentException(
            "symbols must ascend, \"" + text + "\" comes after \"" + before + '"');
      }
      before.set(text.bytes(), text.from(), text.to());
      length += FileOutput.uvarintSize(text.length()) + text.length();
    }
    if (length > 0xffff_ffffL) {
      throw new IllegalArgumentException("the symbols of an index cannot have more than 4 GiB");
    }
    return length;
  }
}
