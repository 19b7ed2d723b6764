package io.meridian.promql.syntax;

/**
 * A piece of a query's text.
 *
 * @param start offset of its first byte in the UTF-8 text
 * @param end offset after its last byte
 */
public record SourceRange(int start, int end) {

  /** From the start of the one to the end of the other. */
  static SourceRange between(SourceRange first, SourceRange last) {
    return new SourceRange(first.start, last.end);
  }
}
