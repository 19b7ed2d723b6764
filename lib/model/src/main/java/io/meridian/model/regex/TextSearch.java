package io.meridian.model.regex;

/**
 * Finds a text among bytes, eight places at a time: a word of bytes, and the word one byte further,
 * are compared with the text's first two bytes at once; where both agree, the whole text is
 * compared.
 */
final class TextSearch {
  private static final long LOW_BITS = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private final FixedText text;

  /** The text's first byte, eight times. */
  private final long first;

  /** The text's second byte, or its only one, eight times. */
  private final long second;

  /** How far the second byte is from the first. */
  private final int distance;

  /** A search for a text that is not empty. */
  TextSearch(byte[] text) {
    this.text = new FixedText(text);
    distance = text.length > 1 ? 1 : 0;
    first = (text[0] & 0xff) * LOW_BITS;
    second = (text[distance] & 0xff) * LOW_BITS;
  }

  int length() {
    return text.length();
  }

  /** The leftmost place of the text; −1 if it does not stand there. */
  int find(byte[] bytes, int from, int to) {
    int last = to - text.length();
    int at = from;
    int lastWord = to - Long.BYTES - distance;
    for (; at <= last && at <= lastWord; at += Long.BYTES) {
      int found = findInWord(bytes, at, last);
      if (found >= 0) {
        return found;
      }
    }
    for (; at <= last; at++) {
      if (text.isAt(bytes, at)) {
        return at;
      }
    }
    return -1;
  }

  private int findInWord(byte[] bytes, int at, int last) {
    long difference =
        ((long) FixedText.WORD.get(bytes, at) ^ first)
            | ((long) FixedText.WORD.get(bytes, at + distance) ^ second);
    // A high bit for each byte of the difference that is zero, and perhaps for some above such a
    // byte.
    long candidates = (difference - LOW_BITS) & ~difference & HIGH_BITS;
    for (; candidates != 0; candidates &= candidates - 1) {
      int place = at + (Long.numberOfTrailingZeros(candidates) >> 3);
      if (place <= last && text.isAt(bytes, place)) {
        return place;
      }
    }
    return -1;
  }
}
