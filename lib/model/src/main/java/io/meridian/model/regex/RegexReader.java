package io.meridian.model.regex;

/** A place in a regular expression that is being parsed. */
final class RegexReader {
  private final String regex;
  private int at;

  RegexReader(String regex) {
    this.regex = regex;
    for (int i = 0; i < regex.length(); i++) {
      if (Character.isSurrogate(regex.charAt(i))
          && Character.charCount(regex.codePointAt(i++)) == 1) {
        throw new RegexSyntaxException("invalid UTF-8", regex);
      }
    }
  }

  boolean hasNext() {
    return at < regex.length();
  }

  /** Whether there is a character some way ahead. */
  boolean hasNext(int ahead) {
    return at + ahead < regex.length();
  }

  /** The offset of the next character. */
  int at() {
    return at;
  }

  /** Goes back, or on. */
  void at(int offset) {
    at = offset;
  }

  /** The next character; 0 at the end. */
  char peek() {
    return peek(0);
  }

  /** A character some way ahead; 0 behind the end. */
  char peek(int ahead) {
    return at + ahead < regex.length() ? regex.charAt(at + ahead) : 0;
  }

  boolean startsWith(String text) {
    return regex.startsWith(text, at);
  }

  void skip(int characters) {
    at += characters;
  }

  /** Takes the next rune; −1 at the end. */
  int next() {
    if (!hasNext()) {
      return -1;
    }
    int rune = regex.codePointAt(at);
    at += Character.charCount(rune);
    return rune;
  }

  /** The offset of a text from here on, −1 if it does not come. */
  int find(String text, int ahead) {
    return regex.indexOf(text, at + ahead);
  }

  String substring(int from, int to) {
    return regex.substring(from, to);
  }

  /** An error of the whole expression. */
  RegexSyntaxException error(String reason) {
    return new RegexSyntaxException(reason, regex);
  }

  /** An error of the part from an offset to here. */
  RegexSyntaxException error(String reason, int from) {
    return new RegexSyntaxException(reason, regex.substring(from, at));
  }

  /** An error of the part from an offset to the end. */
  RegexSyntaxException errorToEnd(String reason, int from) {
    return new RegexSyntaxException(reason, regex.substring(from));
  }
}
