package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matches what an expression matches that has no simpler form. Texts that it begins and ends with
 * are compared, a text that must stand between them is searched for, which is several times as fast
 * as the automaton; what has it the automaton tests.
 */
final class DfaPattern implements ValuePattern {
  private final byte[] prefix;
  private final @Nullable TextSearch required;
  private final LazyDfa middle;
  private final byte[] suffix;
  private final List<byte[]> prefixes;
  private final boolean matchesEmpty;

  private DfaPattern(
      byte[] prefix,
      @Nullable TextSearch required,
      LazyDfa middle,
      byte[] suffix,
      List<byte[]> prefixes) {
    this.prefix = prefix;
    this.required = required;
    this.middle = middle;
    this.suffix = suffix;
    this.prefixes = prefixes;
    matchesEmpty = matches(prefix, 0, 0);
  }

  /**
   * The pattern of an expression.
   *
   * @param prefixes what matches begin with, as {@link ValuePattern#prefixes} has it
   * @throws RegexSyntaxException if it is too large
   */
  static DfaPattern of(Node node, String regex, List<byte[]> prefixes) {
    Program whole = Program.of(node, regex);
    if (whole.hasPlaces() || !(node instanceof Node.Sequence(List<Node> parts))) {
      return new DfaPattern(new byte[0], null, new LazyDfa(whole), new byte[0], prefixes);
    }
    byte[] prefix = text(parts.getFirst());
    byte[] suffix = text(parts.getLast());
    List<Node> between =
        parts.subList(prefix.length == 0 ? 0 : 1, parts.size() - (suffix.length == 0 ? 0 : 1));
    LazyDfa middle = new LazyDfa(Program.of(Node.sequence(between), regex));
    return new DfaPattern(prefix, required(between), middle, suffix, prefixes);
  }

  /** A search for the longest text that every match of a sequence has. */
  private static @Nullable TextSearch required(List<Node> sequence) {
    byte[] longest = new byte[0];
    for (Node part : sequence) {
      byte[] text = text(part);
      longest = text.length > longest.length ? text : longest;
    }
    return longest.length == 0 ? null : new TextSearch(longest);
  }

  private static byte[] text(Node node) {
    return node instanceof Node.Text(String runes)
        ? runes.getBytes(StandardCharsets.UTF_8)
        : new byte[0];
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    int middleFrom = from + prefix.length;
    int middleTo = to - suffix.length;
    return middleFrom <= middleTo
        && Arrays.equals(bytes, from, middleFrom, prefix, 0, prefix.length)
        && Arrays.equals(bytes, middleTo, to, suffix, 0, suffix.length)
        && (required == null || required.find(bytes, middleFrom, middleTo) >= 0)
        && middle.matches(bytes, middleFrom, middleTo);
  }

  @Override
  public boolean matchesEmpty() {
    return matchesEmpty;
  }

  @Override
  public boolean matchesEverything() {
    return prefix.length == 0 && suffix.length == 0 && middle.matchesEverything();
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.empty();
  }

  @Override
  public List<byte[]> prefixes() {
    return prefixes;
  }
}
