package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Matches what an expression matches that has no simpler form. Texts that it begins and ends with
 * are compared, a text that must stand between them is searched for, which is several times as fast
 * as the automaton; what has it the automaton tests. Where anything may come before texts of some
 * length, as in {@code .*-[0-9]}, only so much of the value's end is looked at.
 */
final class DfaPattern implements ValuePattern {
  private static final int LONGEST_RUNE = 4;

  private final FixedText prefix;
  private final @Nullable TextSearch required;
  private final LazyDfa middle;

  /** How many bytes before the suffix decide, or {@link LongestMatch#UNBOUNDED}. */
  private final int tail;

  private final FixedText suffix;
  private final List<byte[]> prefixes;
  private final boolean matchesEmpty;

  private DfaPattern(
      byte[] prefix,
      @Nullable TextSearch required,
      LazyDfa middle,
      int tail,
      byte[] suffix,
      List<byte[]> prefixes) {
    this.prefix = new FixedText(prefix);
    this.required = required;
    this.middle = middle;
    this.tail = tail;
    this.suffix = new FixedText(suffix);
    this.prefixes = prefixes;
    matchesEmpty = matches(new byte[0], 0, 0);
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
      return new DfaPattern(
          new byte[0], null, new LazyDfa(whole), LongestMatch.UNBOUNDED, new byte[0], prefixes);
    }
    byte[] prefix = text(parts.getFirst());
    byte[] suffix = text(parts.getLast());
    List<Node> between =
        parts.subList(prefix.length == 0 ? 0 : 1, parts.size() - (suffix.length == 0 ? 0 : 1));
    LazyDfa middle = new LazyDfa(Program.of(Node.sequence(between), regex));
    return new DfaPattern(prefix, required(between), middle, tail(between), suffix, prefixes);
  }

  /** The bytes that decide: those behind {@code .*} or {@code .+}, and a rune before them. */
  private static int tail(List<Node> sequence) {
    if (sequence.isEmpty()
        || !(sequence.getFirst().equals(Node.ANYTHING)
            || sequence.getFirst().equals(Node.SOMETHING))) {
      return LongestMatch.UNBOUNDED;
    }
    int rest = LongestMatch.of(sequence.subList(1, sequence.size()));
    return rest == LongestMatch.UNBOUNDED ? rest : rest + LONGEST_RUNE;
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
    int middleFrom = from + prefix.length();
    int middleTo = to - suffix.length();
    if (middleFrom > middleTo || !prefix.isAt(bytes, from) || !suffix.isAt(bytes, middleTo)) {
      return false;
    }
    int start = tail < 0 ? middleFrom : tailFrom(bytes, middleFrom, middleTo);
    return (required == null || required.find(bytes, start, middleTo) >= 0)
        && middle.matches(bytes, start, middleTo);
  }

  /** Where a rune begins with which, or behind which, the bytes begin that decide. */
  private int tailFrom(byte[] bytes, int from, int to) {
    int start = Math.max(from, to - tail);
    while (start > from && (bytes[start] & 0xc0) == 0x80) {
      start--;
    }
    return start;
  }

  @Override
  public boolean matchesEmpty() {
    return matchesEmpty;
  }

  @Override
  public boolean matchesEverything() {
    return prefix.length() == 0 && suffix.length() == 0 && middle.matchesEverything();
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
