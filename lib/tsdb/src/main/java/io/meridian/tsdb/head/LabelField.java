package io.meridian.tsdb.head;

import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * A label as remote write 1.0 has it, and where its parts are:
 *
 * <pre>
 *   field := 0x0a length 0x0a length name 0x12 length value
 * </pre>
 *
 * Lengths are in the fewest bytes, neither name nor value is empty; so a field has eight bytes at
 * least. For one thread.
 */
final class LabelField {
  static final int LEAST = 8;

  private static final int NONE = -1;

  private byte[] bytes = {};
  private int nameFrom;
  private int nameTo;
  private int valueFrom;
  private int valueTo;
  private int at;

  /**
   * Reads the field at an offset.
   *
   * @param to where the bytes end
   * @return where the field ends; −1 if none stands there
   */
  int read(byte[] source, int from, int to) {
    bytes = source;
    at = from;
    int end = enter(0x0a, to);
    nameTo = end < 0 ? NONE : enter(0x0a, end);
    nameFrom = at;
    at = nameTo;
    valueTo = nameTo < 0 ? NONE : enter(0x12, end);
    valueFrom = at;
    return valueTo == end ? end : NONE;
  }

  /** Passes a tag and a length; returns where what they announce ends, −1 if it is not there. */
  private int enter(int tag, int limit) {
    if (limit - at < 2 || bytes[at] != tag) {
      return NONE;
    }
    int length = bytes[++at];
    if (length < 0) {
      return enterLong(limit);
    }
    at++;
    return length > 0 && length <= limit - at ? at + length : NONE;
  }

  private int enterLong(int limit) {
    long length = 0;
    for (int shift = 0; shift < 35 && at < limit; shift += 7) {
      byte next = bytes[at++];
      length |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return next > 0 && length <= limit - at ? at + (int) length : NONE;
      }
    }
    return NONE;
  }

  /** Where the field ends that stands at an offset, if it is known that one does. */
  static int end(byte[] source, int from) {
    int length = PackedLabels.length(source, from + 1);
    return from + 1 + PackedLabels.lengthSize(length) + length;
  }

  /** Where the field ends that begins at an offset of any bytes; behind their end if it is none. */
  static int end(byte[] source, int from, int to) {
    long length = 0;
    int at = from + 1;
    for (int shift = 0; shift < 35 && at < to; shift += 7) {
      byte next = source[at++];
      length |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (int) Math.min(at + length, Integer.MAX_VALUE);
      }
    }
    return Integer.MAX_VALUE;
  }

  /** The array that holds the field. */
  byte[] bytes() {
    return bytes;
  }

  int nameFrom() {
    return nameFrom;
  }

  int nameTo() {
    return nameTo;
  }

  int valueFrom() {
    return valueFrom;
  }

  int valueTo() {
    return valueTo;
  }

  /** Compares names as unsigned bytes. */
  int compareName(LabelField other) {
    return Arrays.compareUnsigned(
        bytes, nameFrom, nameTo, other.bytes, other.nameFrom, other.nameTo);
  }

  /** Compares values as unsigned bytes. */
  int compareValue(LabelField other) {
    return Arrays.compareUnsigned(
        bytes, valueFrom, valueTo, other.bytes, other.valueFrom, other.valueTo);
  }

  /** How many bytes the field of a name and a value has. */
  static int size(int name, int value) {
    int inner = inner(name, value);
    return 1 + PackedLabels.lengthSize(inner) + inner;
  }

  private static int inner(int name, int value) {
    return 2 + PackedLabels.lengthSize(name) + name + PackedLabels.lengthSize(value) + value;
  }

  /**
   * Writes the field of a name and a value, parts of arrays.
   *
   * @return where it ends
   */
  static int write(
      byte[] into,
      int from,
      byte[] name,
      int nameFrom,
      int nameTo,
      byte[] value,
      int valueFrom,
      int valueTo) {
    into[from] = 0x0a;
    int inner = inner(nameTo - nameFrom, valueTo - valueFrom);
    int to = PackedLabels.putLength(into, from + 1, inner);
    to = write(into, to, 0x0a, name, nameFrom, nameTo);
    return write(into, to, 0x12, value, valueFrom, valueTo);
  }

  private static int write(byte[] into, int from, int tag, byte[] text, int textFrom, int textTo) {
    into[from] = (byte) tag;
    int length = textTo - textFrom;
    int to = PackedLabels.putLength(into, from + 1, length);
    System.arraycopy(text, textFrom, into, to, length);
    return to + length;
  }
}
