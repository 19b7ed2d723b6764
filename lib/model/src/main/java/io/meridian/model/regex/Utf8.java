package io.meridian.model.regex;

/**
 * Well-formed UTF-8, byte by byte (Unicode standard, table 3-7). The first bytes of a rune are held
 * in one int, the last one lowest.
 */
final class Utf8 {
  private Utf8() {}

  /**
   * Whether bytes, all but the last of which begin a rune and do not complete it, begin or are one.
   */
  static boolean isBegin(int bytes) {
    int last = bytes & 0xff;
    if (bytes >>> 8 == 0) {
      return last < 0x80 || (last >= 0xc2 && last <= 0xf4);
    }
    int lowest = bytes >>> 8 == 0xe0 ? 0xa0 : bytes >>> 8 == 0xf0 ? 0x90 : 0x80;
    int highest = bytes >>> 8 == 0xed ? 0x9f : bytes >>> 8 == 0xf4 ? 0x8f : 0xbf;
    return last >= lowest && last <= highest;
  }

  /** The rune of bytes that begin or are one; −1 if more are to come. */
  static int rune(int bytes) {
    if (bytes >>> 8 == 0) {
      return bytes < 0x80 ? bytes : -1;
    }
    if (bytes >>> 16 == 0) {
      return bytes >= 0xe000 ? -1 : (bytes >> 2 & 0x7c0) | (bytes & 0x3f);
    }
    if (bytes >>> 24 == 0) {
      return bytes >= 0xf00000 ? -1 : (bytes >> 4 & 0xf000) | (bytes >> 2 & 0xfc0) | (bytes & 0x3f);
    }
    return (bytes >> 6 & 0x1c0000) | (bytes >> 4 & 0x3f000) | (bytes >> 2 & 0xfc0) | (bytes & 0x3f);
  }
}
