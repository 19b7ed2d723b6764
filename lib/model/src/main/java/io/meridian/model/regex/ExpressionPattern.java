package io.meridian.model.regex;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Matches what a regular expression matches. */
final class ExpressionPattern implements ValuePattern {
  private final Pattern pattern;
  private final boolean matchesEmpty;

  private ExpressionPattern(Pattern pattern) {
    this.pattern = pattern;
    this.matchesEmpty = pattern.matcher(new byte[0]).matches();
  }

  static ExpressionPattern of(String regex) {
    try {
      return new ExpressionPattern(Pattern.compile(regex, Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      throw new RegexSyntaxException(e.getDescription(), e.getPattern());
    }
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    return pattern.matcher(Arrays.copyOfRange(bytes, from, to)).matches();
  }

  @Override
  public boolean matchesEmpty() {
    return matchesEmpty;
  }

  @Override
  public boolean matchesEverything() {
    return pattern.pattern().equals(".*");
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.empty();
  }

  @Override
  public Optional<byte[]> requiredPrefix() {
    return Optional.empty();
  }
}
