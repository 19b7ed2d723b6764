package io.meridian.model.regex;

import java.util.List;
import java.util.Optional;

/**
 * A test of label values as UTF-8 bytes; what it knows of itself spares an index from testing every
 * value. Safe for use by many threads.
 */
public sealed interface ValuePattern
    permits LiteralPattern, SetPattern, GlobPattern, AnyOfPattern, DfaPattern {
  /** Whether a value matches. */
  boolean matches(byte[] bytes, int from, int to);

  /** Whether the empty value matches, which a series without the label has. */
  boolean matchesEmpty();

  /** Whether any value matches, the empty one too. */
  boolean matchesEverything();

  /**
   * The values that match, where they are few enough to be looked up one by one: ascending as
   * unsigned bytes, without repetition, the empty value among them if it matches. No array may be
   * written to. An empty list says that nothing matches.
   */
  Optional<List<byte[]>> exactValues();

  /**
   * What matching values begin with: each begins with one of these, which ascend as unsigned bytes,
   * none the beginning of another. One empty array says that nothing is known. No array may be
   * written to.
   */
  List<byte[]> prefixes();

  /**
   * What every matching value begins with; never an empty array, not to be written to. It is absent
   * where {@link #matchesEmpty}.
   */
  default Optional<byte[]> requiredPrefix() {
    byte[] common = Prefixes.common(prefixes());
    return common.length == 0 ? Optional.empty() : Optional.of(common);
  }

  /** The pattern that one value matches. */
  static ValuePattern ofLiteral(byte[] value) {
    return new LiteralPattern(value);
  }

  /**
   * The pattern of a regular expression, anchored at both ends, in which a dot matches a line
   * break.
   *
   * @throws RegexSyntaxException if it does not parse
   */
  static ValuePattern ofRegex(String regex) {
    return RegexPlan.choose(regex);
  }
}
