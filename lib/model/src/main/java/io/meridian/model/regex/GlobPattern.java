package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Matches texts in order with anything between them: {@code foo.*}, {@code .*foo}, {@code .*foo.*},
 * {@code a.*b.+c}. A gap is {@code .*} or {@code .+}; as any byte is at least a part of a rune, "at
 * least one rune" is "at least one byte". The leftmost place of each text is the right one, since
 * it leaves most to the others.
 */
final class GlobPattern implements ValuePattern {
  private final FixedText prefix;
  private final FixedText suffix;

  /** The texts between the first gap and the last. */
  private final TextSearch[] middle;

  /** The least bytes of each gap, 0 or 1; one more than there are texts in the middle. */
  private final int[] gaps;

  private final int shortest;

  private GlobPattern(byte[] prefix, TextSearch[] middle, byte[] suffix, int[] gaps) {
    this.prefix = new FixedText(prefix);
    this.middle = middle;
    this.suffix = new FixedText(suffix);
    this.gaps = gaps;
    shortest =
        prefix.length
            + suffix.length
            + Arrays.stream(middle).mapToInt(TextSearch::length).sum()
            + Arrays.stream(gaps).sum();
  }

  /** The pattern of parts that are such a succession, with a gap at least. */
  static Optional<GlobPattern> of(List<Node> parts) {
    List<byte[]> texts = new ArrayList<>();
    List<Integer> gaps = new ArrayList<>();
    String text = "";
    for (Node part : parts) {
      if (part instanceof Node.Text literal) {
        text += literal.runes();
      } else if (isGap(part) && (texts.isEmpty() || !text.isEmpty())) {
        texts.add(text.getBytes(StandardCharsets.UTF_8));
        gaps.add(part.equals(Node.SOMETHING) ? 1 : 0);
        text = "";
      } else {
        return Optional.empty();
      }
    }
    if (texts.isEmpty()) {
      return Optional.empty();
    }
    byte[] prefix = texts.removeFirst();
    return Optional.of(
        new GlobPattern(
            prefix,
            texts.stream().map(TextSearch::new).toArray(TextSearch[]::new),
            text.getBytes(StandardCharsets.UTF_8),
            gaps.stream().mapToInt(gap -> gap).toArray()));
  }

  private static boolean isGap(Node part) {
    return part.equals(Node.ANYTHING) || part.equals(Node.SOMETHING);
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    if (to - from < shortest
        || !prefix.isAt(bytes, from)
        || !suffix.isAt(bytes, to - suffix.length())) {
      return false;
    }
    return middle.length == 0 || holdsMiddle(bytes, from + prefix.length(), to - suffix.length());
  }

  private boolean holdsMiddle(byte[] bytes, int from, int to) {
    int at = from;
    for (int i = 0; i < middle.length; i++) {
      at = middle[i].find(bytes, at + gaps[i], to);
      if (at < 0) {
        return false;
      }
      at += middle[i].length();
    }
    return at + gaps[middle.length] <= to;
  }

  /** Whether texts must be searched for, not only compared at the ends. */
  boolean searches() {
    return middle.length > 0;
  }

  @Override
  public boolean matchesEmpty() {
    return shortest == 0;
  }

  @Override
  public boolean matchesEverything() {
    return shortest == 0;
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.empty();
  }

  @Override
  public List<byte[]> prefixes() {
    return List.of(prefix.bytes());
  }
}
