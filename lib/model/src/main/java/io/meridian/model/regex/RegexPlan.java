package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what tests a regular expression, cheapest first: a finite set of values, texts with
 * anything between them, a few of those, or an automaton.
 */
final class RegexPlan {
  /** A set of values may have so many members, or as many as the expression has characters. */
  private static final int SET_VALUES = 1024;

  /**
   * The values of a set may take so many bytes, or four times as many as the expression has
   * characters.
   */
  private static final int SET_BYTES = 1 << 16;

  /** So many prefixes are told apart for an index to look up. */
  private static final int PREFIXES = 32;

  /**
   * So many patterns are tried one after the other; for more, or where texts must be searched, an
   * automaton is faster.
   */
  private static final int PATTERNS = 4;

  private RegexPlan() {}

  /**
   * The pattern of an expression.
   *
   * @throws RegexSyntaxException if it does not parse
   */
  static ValuePattern choose(String regex) {
    Node node = Anchors.strip(RegexParser.parse(regex));
    int strings = Math.max(SET_VALUES, regex.length());
    long bytes = Math.max(SET_BYTES, 4L * regex.length());
    Optional<List<byte[]>> values = Expansion.of(node, strings, bytes).matches();
    if (values.isPresent()) {
      return ofValues(values.get());
    }
    Optional<ValuePattern> globs = ofGlobs(node);
    if (globs.isPresent()) {
      return globs.get();
    }
    List<byte[]> prefixes = Expansion.of(node, PREFIXES, SET_BYTES).prefixes();
    return DfaPattern.of(node, regex, prefixes);
  }

  private static ValuePattern ofValues(List<byte[]> values) {
    return values.size() == 1 ? new LiteralPattern(values.getFirst()) : new SetPattern(values);
  }

  /** The pattern of alternatives each of which is a text or texts with anything between them. */
  private static Optional<ValuePattern> ofGlobs(Node node) {
    List<ValuePattern> patterns = new ArrayList<>();
    List<byte[]> values = new ArrayList<>();
    List<List<Node>> alternatives = Distribution.of(node, PATTERNS);
    for (List<Node> parts : alternatives) {
      Node joined = Node.sequence(parts);
      if (joined instanceof Node.Text(String runes)) {
        values.add(runes.getBytes(StandardCharsets.UTF_8));
        continue;
      }
      Optional<GlobPattern> glob =
          GlobPattern.of(joined instanceof Node.Sequence(List<Node> flat) ? flat : List.of(joined));
      boolean several = alternatives.size() > 1;
      if (glob.isEmpty() || (several && glob.get().searches())) {
        return Optional.empty();
      }
      patterns.add(glob.get());
    }
    if (!values.isEmpty()) {
      patterns.add(ofValues(Prefixes.distinct(values)));
    }
    return switch (patterns.size()) {
      case 0 -> Optional.empty();
      case 1 -> Optional.of(patterns.getFirst());
      default -> Optional.of(new AnyOfPattern(patterns));
    };
  }
}
