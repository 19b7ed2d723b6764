package io.meridian.model.regex;

/**
 * The flags that {@code (?imsU)} sets.
 *
 * @param foldCase i: case is ignored
 * @param multiLine m: {@code ^} and {@code $} match at lines' ends too
 * @param dotMatchesNewline s: a dot matches a line break
 * @param lazy U: repetitions match as little as they can, unless a question mark follows
 */
record Flags(boolean foldCase, boolean multiLine, boolean dotMatchesNewline, boolean lazy) {
  /** What label matchers begin with. */
  static final Flags DEFAULT = new Flags(false, false, true, false);

  Flags withFoldCase(boolean value) {
    return new Flags(value, multiLine, dotMatchesNewline, lazy);
  }

  Flags withMultiLine(boolean value) {
    return new Flags(foldCase, value, dotMatchesNewline, lazy);
  }

  Flags withDotMatchesNewline(boolean value) {
    return new Flags(foldCase, multiLine, value, lazy);
  }

  Flags withLazy(boolean value) {
    return new Flags(foldCase, multiLine, dotMatchesNewline, value);
  }
}
