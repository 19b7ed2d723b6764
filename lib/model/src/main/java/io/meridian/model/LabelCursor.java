package io.meridian.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over a packed label set without making objects. One cursor can be used for any number of
 * sets:
 *
 * <pre>
 *   for (cursor.reset(packed, from, to); cursor.next(); ) {
 *     … cursor.nameFrom() … cursor.valueTo() …
 *   }
 * </pre>
 */
public final class LabelCursor {
  private byte[] bytes = new byte[0];
  private int at;
  private int end;
  private int nameFrom;
  private int nameTo;
  private int valueFrom;
  private int valueTo;

  /** Starts before the first label of a packed set. */
  public LabelCursor reset(byte[] packed, int from, int to) {
    bytes = packed;
    at = from;
    end = to;
    return this;
  }

  /** Starts before the first label of a set. */
  public LabelCursor reset(Labels labels) {
    return reset(labels.packed(), 0, labels.packed().length);
  }

  /** Moves to the next label; false at the end. */
  public boolean next() {
    if (at >= end) {
      return false;
    }
    int length = PackedLabels.length(bytes, at);
    nameFrom = at + PackedLabels.lengthSize(length);
    nameTo = nameFrom + length;
    length = PackedLabels.length(bytes, nameTo);
    valueFrom = nameTo + PackedLabels.lengthSize(length);
    valueTo = valueFrom + length;
    at = valueTo;
    return true;
  }

  /** The array that the offsets below are offsets of. */
  public byte[] bytes() {
    return bytes;
  }

  public int nameFrom() {
    return nameFrom;
  }

  public int nameTo() {
    return nameTo;
  }

  public int valueFrom() {
    return valueFrom;
  }

  public int valueTo() {
    return valueTo;
  }

  /** Where the current label's packed form begins. */
  int labelFrom() {
    return nameFrom - PackedLabels.lengthSize(nameTo - nameFrom);
  }

  /** Compares the current name with another as unsigned bytes. */
  public int compareName(byte[] name) {
    return Arrays.compareUnsigned(bytes, nameFrom, nameTo, name, 0, name.length);
  }

  /** The current name as text. */
  public String name() {
    return new String(bytes, nameFrom, nameTo - nameFrom, StandardCharsets.UTF_8);
  }

  /** The current value as text. */
  public String value() {
    return new String(bytes, valueFrom, valueTo - valueFrom, StandardCharsets.UTF_8);
  }
}
