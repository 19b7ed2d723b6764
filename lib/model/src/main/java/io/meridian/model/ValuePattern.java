package io.meridian.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;

/** A test of label values as UTF-8 bytes. */
public sealed interface ValuePattern {
  /** Whether a value matches. */
  boolean matches(byte[] bytes, int from, int to);

  /** One value. */
  final class Literal implements ValuePattern {
    private final byte[] value;

    Literal(byte[] value) {
      this.value = value;
    }

    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      return Arrays.equals(bytes, from, to, value, 0, value.length);
    }
  }

  /** A regular expression that is none of the above. */
  record Expression(Pattern pattern) implements ValuePattern {
    @Override
    public boolean matches(byte[] bytes, int from, int to) {
      return pattern.matcher(Arrays.copyOfRange(bytes, from, to)).matches();
    }
  }

  /**
   * The pattern of a regular expression.
   *
   * @throws InvalidRequestException if it does not parse
   */
  static ValuePattern ofRegex(String regex) {
    try {
      return new Expression(Pattern.compile(regex, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new InvalidRequestException(
          "regular expression \"" + regex + "\": " + e.getMessage(), e);
    }
  }
}
