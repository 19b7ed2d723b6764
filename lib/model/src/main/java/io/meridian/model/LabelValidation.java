package io.meridian.model;

import java.util.Arrays;

/** Finds every departure of bytes from the form that {@link PackedLabels} describes. */
final class LabelValidation {
  private static final String NAME = "label name";
  private static final String VALUE = "label value";

  private LabelValidation() {}

  /** Throws where the bytes depart from the form. */
  static void run(byte[] packed, int from, int to, String object) {
    int at = from;
    int lastNameFrom = from;
    int lastNameTo = from;
    while (at < to) {
      int length = readLength(packed, at, from, to, object, NAME);
      int nameFrom = at + PackedLabels.lengthSize(length);
      int nameTo = nameFrom + length;
      requireText(packed, nameFrom, nameTo, from, object, NAME);
      if (at > from && !follows(packed, nameFrom, nameTo, lastNameFrom, lastNameTo)) {
        throw error(
            object,
            nameFrom - from,
            "label names must ascend, this one does not follow the one before");
      }
      lastNameFrom = nameFrom;
      lastNameTo = nameTo;
      length = readLength(packed, nameTo, from, to, object, VALUE);
      int valueFrom = nameTo + PackedLabels.lengthSize(length);
      at = valueFrom + length;
      requireText(packed, valueFrom, at, from, object, VALUE);
    }
  }

  /** Whether a name comes behind another one; mostly their first bytes tell. */
  private static boolean follows(byte[] packed, int from, int to, int lastFrom, int lastTo) {
    int first = Byte.compareUnsigned(packed[from], packed[lastFrom]);
    return first != 0
        ? first > 0
        : Arrays.compareUnsigned(packed, from, to, packed, lastFrom, lastTo) > 0;
  }

  /** Reads a length, of which so many bytes must follow, at least one. */
  private static int readLength(
      byte[] packed, int at, int from, int to, String object, String what) {
    long value = 0;
    int end = at;
    for (int shift = 0; ; shift += 7) {
      if (end == to) {
        throw error(object, end - from, "the length of a " + what + " was expected, the bytes end");
      }
      if (shift == 35) {
        throw error(object, at - from, "the length of a " + what + " is longer than five bytes");
      }
      byte next = packed[end++];
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        break;
      }
    }
    if (value > to - end) {
      throw error(
          object,
          at - from,
          "a " + what + " of " + value + " bytes, only " + (to - end) + " follow");
    }
    if (end - at != PackedLabels.lengthSize((int) value)) {
      throw error(
          object, at - from, "the length of a " + what + " is not written in the fewest bytes");
    }
    if (value == 0) {
      throw error(object, at - from, "a " + what + " must not be empty");
    }
    return (int) value;
  }

  private static void requireText(
      byte[] packed, int textFrom, int textTo, int from, String object, String what) {
    int invalid = Utf8.firstInvalid(packed, textFrom, textTo);
    if (invalid >= 0) {
      throw error(object, invalid - from, "a " + what + " is not valid UTF-8");
    }
  }

  private static CorruptDataException error(String object, int offset, String finding) {
    return new CorruptDataException(object, offset, finding);
  }
}
