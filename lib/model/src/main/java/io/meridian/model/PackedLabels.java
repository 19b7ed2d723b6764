package io.meridian.model;

import java.util.Arrays;

/**
 * Label sets as ranges of bytes, without an object each.
 *
 * <p>The packed form of a label set is the concatenation of its labels in ascending order of their
 * names:
 *
 * <pre>
 *   set    := label*
 *   label  := length name length value
 *   length := unsigned LEB128 number of bytes (one byte below 128)
 * </pre>
 *
 * Names and values are UTF-8, names are not empty and strictly ascending as unsigned bytes, values
 * are not empty (an empty value means that there is no such label). Equal label sets have equal
 * bytes.
 *
 * <p>The order of label sets is that of Prometheus and Thanos: label by label, name before value,
 * each as unsigned bytes, and a set that is a proper prefix of another comes first. {@link
 * #compare} finds it with one vectorised search for the first difference and one walk over the
 * lengths before it.
 */
public final class PackedLabels {
  private PackedLabels() {}

  /**
   * Compares two packed label sets.
   *
   * @return a negative number, zero or a positive number as the first comes before, is equal to or
   *     comes after the second
   */
  public static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int difference = Arrays.mismatch(a, aFrom, aTo, b, bFrom, bTo);
    if (difference < 0) {
      return 0;
    }
    int shorter = Math.min(aTo - aFrom, bTo - bFrom);
    if (difference == shorter) {
      return (aTo - aFrom) - (bTo - bFrom);
    }
    // Up to the difference both have the same structure: find the string that holds it, or whose
    // length it is.
    int at = 0;
    while (true) {
      int length = length(a, aFrom + at);
      int end = at + lengthSize(length) + length;
      if (end > difference) {
        return compareStringsAt(a, aFrom + at, b, bFrom + at);
      }
      at = end;
    }
  }

  private static int compareStringsAt(byte[] a, int aAt, byte[] b, int bAt) {
    int aLength = length(a, aAt);
    int bLength = length(b, bAt);
    int aFrom = aAt + lengthSize(aLength);
    int bFrom = bAt + lengthSize(bLength);
    return Arrays.compareUnsigned(a, aFrom, aFrom + aLength, b, bFrom, bFrom + bLength);
  }

  /** Whether two packed label sets are equal. */
  public static boolean equal(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    return Arrays.equals(a, aFrom, aTo, b, bFrom, bTo);
  }

  /** The length written at an offset. */
  public static int length(byte[] packed, int at) {
    int first = packed[at];
    return first >= 0 ? first : longLength(packed, at);
  }

  private static int longLength(byte[] packed, int at) {
    int value = 0;
    int shift = 0;
    while (true) {
      byte next = packed[at++];
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
      shift += 7;
    }
  }

  /** How many bytes a length takes. */
  public static int lengthSize(int length) {
    return length < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(length)) / 7;
  }

  /**
   * Writes a length.
   *
   * @return the offset behind it
   */
  public static int putLength(byte[] packed, int at, int length) {
    int rest = length;
    while (rest > 0x7f) {
      packed[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    packed[at] = (byte) rest;
    return at + 1;
  }

  /** How many labels a packed set has. */
  public static int count(byte[] packed, int from, int to) {
    int count = 0;
    for (int at = from; at < to; count++) {
      at = skipString(packed, skipString(packed, at));
    }
    return count;
  }

  /** Where a label ends that begins at an offset. */
  public static int labelEnd(byte[] packed, int at) {
    return skipString(packed, skipString(packed, at));
  }

  /** Whether the name of the label at an offset comes before that of another one. */
  public static boolean namesAscend(byte[] packed, int at, int next) {
    return compareStringsAt(packed, at, packed, next) < 0;
  }

  static int skipString(byte[] packed, int at) {
    int length = length(packed, at);
    return at + lengthSize(length) + length;
  }

  /**
   * Finds the value of a label.
   *
   * @return the offset of the value's length, or −1 if the set has no such label
   */
  public static int find(byte[] packed, int from, int to, byte[] name) {
    int at = from;
    while (at < to) {
      int length = length(packed, at);
      int nameFrom = at + lengthSize(length);
      int nameTo = nameFrom + length;
      int order = Arrays.compareUnsigned(packed, nameFrom, nameTo, name, 0, name.length);
      if (order == 0) {
        return nameTo;
      }
      if (order > 0) {
        return -1;
      }
      at = skipString(packed, nameTo);
    }
    return -1;
  }

  /**
   * Checks that bytes are a label set in canonical form: whole, names ascending, nothing empty,
   * lengths in the fewest bytes, valid UTF-8. Whoever takes packed bytes from outside calls this
   * before anything else here.
   *
   * @param object what the bytes are part of, for the error
   * @throws CorruptDataException if they are not; its offset counts from {@code from}
   */
  public static void validate(byte[] packed, int from, int to, String object) {
    LabelValidation.run(packed, from, to, object);
  }
}
