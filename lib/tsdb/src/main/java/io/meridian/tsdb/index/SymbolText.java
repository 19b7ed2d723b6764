package io.meridian.tsdb.index;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A part of an array that holds a symbol's bytes; moved from one to the next by one thread. */
public final class SymbolText {
  private byte[] bytes = {};
  private int from;
  private int to;

  public SymbolText() {}

  /** Moves to other bytes, which are not copied. */
  public void set(byte[] array, int begin, int end) {
    bytes = array;
    from = begin;
    to = end;
  }

  /** The array that holds the symbol. */
  public byte[] bytes() {
    return bytes;
  }

  public int from() {
    return from;
  }

  public int to() {
    return to;
  }

  int length() {
    return to - from;
  }

  int compareTo(byte[] other, int otherFrom, int otherTo) {
    return Arrays.compareUnsigned(bytes, from, to, other, otherFrom, otherTo);
  }

  @Override
  public String toString() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
