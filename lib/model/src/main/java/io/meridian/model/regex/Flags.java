package io.meridian.model.regex;

/**
 * The flags that {@code (?ims)} sets, as far as they matter to matching.
 *
 * @param foldCase i: case is ignored
 * @param multiLine m: {@code ^} and {@code $} match at lines' ends too
 * @param dotMatchesNewline s: a dot matches a line break
 */
record Flags(boolean foldCase, boolean multiLine, boolean dotMatchesNewline) {
  /** What label matchers begin with. */
  static final Flags DEFAULT = new Flags(false, false, true);
}
