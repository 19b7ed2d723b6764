package io.meridian.promql.syntax;

/**
 * A query does not parse: what is wrong, and where. Leaves the package as InvalidRequestException.
 */
final class SyntaxError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int start;

  SyntaxError(SourceRange position, String message) {
    super(message, null, false, false);
    this.start = position.start();
  }

  /** The message behind its place. */
  String message(QueryText text) {
    return text.place(new SourceRange(start, start)) + ": parse error: " + getMessage();
  }
}
