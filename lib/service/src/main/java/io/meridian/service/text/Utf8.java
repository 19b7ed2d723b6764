package io.meridian.service.text;

/** Reads UTF-8 character by character, strictly: shortest forms only, no surrogates. */
public final class Utf8 {
  /** What stands for a byte that begins no character. */
  static final int INVALID = -1;

  private Utf8() {}

  /** The character that begins at an offset, or {@link #INVALID}. */
  static int rune(byte[] bytes, int at, int to) {
    int first = bytes[at];
    if (first >= 0) {
      return first;
    }
    int more = (first & 0xe0) == 0xc0 ? 1 : (first & 0xf0) == 0xe0 ? 2 : 3;
    if ((first & 0xf8) == 0xf8 || (first & 0xc0) == 0x80 || to - at <= more) {
      return INVALID;
    }
    int rune = first & (0x3f >> more);
    for (int i = 1; i <= more; i++) {
      int next = bytes[at + i];
      if ((next & 0xc0) != 0x80) {
        return INVALID;
      }
      rune = rune << 6 | (next & 0x3f);
    }
    boolean isValid =
        length(rune) == more + 1 && rune <= Character.MAX_CODE_POINT && !isSurrogate(rune);
    return isValid ? rune : INVALID;
  }

  private static boolean isSurrogate(int rune) {
    return rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE;
  }

  /** How many bytes a character takes; 1 for {@link #INVALID}. */
  static int length(int rune) {
    return rune < 0x80 ? 1 : rune < 0x800 ? 2 : rune < 0x10000 ? 3 : 4;
  }

  /** The offset of the first byte that is not part of a character, or −1 if all are. */
  public static int firstInvalid(byte[] bytes, int from, int to) {
    for (int at = from; at < to; ) {
      if (bytes[at] >= 0) {
        at++;
        continue;
      }
      int rune = rune(bytes, at, to);
      if (rune < 0) {
        return at;
      }
      at += length(rune);
    }
    return -1;
  }
}
