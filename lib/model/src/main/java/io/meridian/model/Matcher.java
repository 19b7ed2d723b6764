package io.meridian.model;

import io.meridian.model.regex.RegexSyntaxException;
import io.meridian.model.regex.ValuePattern;
import java.nio.charset.StandardCharsets;

/**
 * A condition on one label of a series. A label that is not there has the empty value. Regular
 * expressions have RE2's syntax, are anchored at both ends, and let a dot match a line break.
 */
public final class Matcher {
  private final MatchType type;
  private final String name;
  private final byte[] nameBytes;
  private final String value;
  private final ValuePattern pattern;
  private final boolean matchesEmpty;

  private Matcher(MatchType type, String name, String value) {
    this.type = type;
    this.name = name;
    this.nameBytes = name.getBytes(StandardCharsets.UTF_8);
    this.value = value;
    this.pattern =
        switch (type) {
          case EQUAL, NOT_EQUAL -> ValuePattern.ofLiteral(value.getBytes(StandardCharsets.UTF_8));
          case REGEX, NOT_REGEX -> ofRegex(value);
        };
    this.matchesEmpty = matches(new byte[0], 0, 0);
  }

  private static ValuePattern ofRegex(String regex) {
    try {
      return ValuePattern.ofRegex(regex);
    } catch (RegexSyntaxException e) {
      throw new InvalidRequestException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A matcher.
   *
   * @throws InvalidRequestException if the value of a regular expression matcher does not parse
   */
  public static Matcher of(MatchType type, String name, String value) {
    return new Matcher(type, name, value);
  }

  /** A matcher for one value of a label. */
  public static Matcher equal(String name, String value) {
    return of(MatchType.EQUAL, name, value);
  }

  public MatchType type() {
    return type;
  }

  public String name() {
    return name;
  }

  /** The label's name in UTF-8; not to be written to. */
  public byte[] nameBytes() {
    return nameBytes;
  }

  /** The value or regular expression as it was given. */
  public String value() {
    return value;
  }

  /** What the type may negate. */
  public ValuePattern pattern() {
    return pattern;
  }

  /** Whether a label's value satisfies the matcher. */
  public boolean matches(byte[] bytes, int from, int to) {
    return pattern.matches(bytes, from, to) != type.negated();
  }

  /** Whether a series without the label satisfies the matcher. */
  public boolean matchesEmpty() {
    return matchesEmpty;
  }

  /** Whether a packed label set satisfies the matcher. */
  public boolean matchesSeries(byte[] packed, int from, int to) {
    int at = PackedLabels.find(packed, from, to, nameBytes);
    if (at < 0) {
      return matchesEmpty;
    }
    int length = PackedLabels.length(packed, at);
    int valueFrom = at + PackedLabels.lengthSize(length);
    return matches(packed, valueFrom, valueFrom + length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Matcher matcher
        && type == matcher.type
        && name.equals(matcher.name)
        && value.equals(matcher.value);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * type.hashCode() + name.hashCode()) + value.hashCode();
  }

  /** The matcher as PromQL has it. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    LabelText.appendName(text, name);
    text.append(type.symbol());
    LabelText.appendQuoted(text, value);
    return text.toString();
  }
}
