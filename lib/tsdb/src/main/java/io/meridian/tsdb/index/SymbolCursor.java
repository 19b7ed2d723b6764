package io.meridian.tsdb.index;

/** Walks over an index's symbols, ascending, without making objects; for one thread. */
public final class SymbolCursor {
  private final Symbols symbols;
  private byte[] bytes = new byte[64];
  private int position = -1;
  private int length;
  private long next = 4;

  SymbolCursor(Symbols symbols) {
    this.symbols = symbols;
  }

  /** Moves to the next symbol; false at the end. */
  public boolean next() {
    if (position + 1 >= symbols.count()) {
      return false;
    }
    position++;
    long place = symbols.placeAt(next);
    length = Symbols.length(place);
    next = Symbols.offset(place) + length;
    bytes = Symbols.grown(bytes, length);
    symbols.copy(place, bytes, 0);
    return true;
  }

  /** Holds the symbol from 0 to {@link #length}; overwritten by {@link #next}. */
  public byte[] bytes() {
    return bytes;
  }

  public int length() {
    return length;
  }

  /** How many symbols come before this one. */
  public int position() {
    return position;
  }
}
