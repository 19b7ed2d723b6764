package io.meridian.model.regex;

/** A regular expression does not parse. */
public final class RegexSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * An error in the words of Go's {@code regexp}.
   *
   * @param reason what is wrong
   * @param part the part of the expression that is
   */
  RegexSyntaxException(String reason, String part) {
    super("error parsing regexp: " + reason + ": `" + part + "`");
  }
}
