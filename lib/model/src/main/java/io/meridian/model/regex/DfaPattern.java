package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Matches what an expression matches that has no simpler form. Texts that it begins and ends with
 * are compared; an automaton tests what is between them.
 */
final class DfaPattern implements ValuePattern {
  private final byte[] prefix;
  private final LazyDfa middle;
  private final byte[] suffix;
  private final List<byte[]> prefixes;
  private final boolean matchesEmpty;

  private DfaPattern(byte[] prefix, LazyDfa middle, byte[] suffix, List<byte[]> prefixes) {
    this.prefix = prefix;
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
      return new DfaPattern(new byte[0], new LazyDfa(whole), new byte[0], prefixes);
    }
    byte[] prefix = text(parts.getFirst());
    byte[] suffix = text(parts.getLast());
    List<Node> between =
        parts.subList(prefix.length == 0 ? 0 : 1, parts.size() - (suffix.length == 0 ? 0 : 1));
    LazyDfa middle = new LazyDfa(Program.of(Node.sequence(between), regex));
    return new DfaPattern(prefix, middle, suffix, prefixes);
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
