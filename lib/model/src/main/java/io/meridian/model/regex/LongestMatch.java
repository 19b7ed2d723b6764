package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** How many bytes what an expression matches can have. */
final class LongestMatch {
  /** No bound is known, or none that helps. */
  static final int UNBOUNDED = -1;

  private static final long MOST = 1 << 20;

  private LongestMatch() {}

  /** The most bytes that the nodes match one after the other, or {@link #UNBOUNDED}. */
  static int of(List<Node> sequence) {
    long sum = sum(sequence);
    return sum > MOST ? UNBOUNDED : (int) sum;
  }

  private static long sum(List<Node> sequence) {
    long sum = 0;
    for (Node part : sequence) {
      sum = Math.min(sum + bytes(part), MOST + 1);
    }
    return sum;
  }

  private static long bytes(Node node) {
    return switch (node) {
      case Node.Text(String runes) -> runes.getBytes(StandardCharsets.UTF_8).length;
      case Node.Chars(RuneSet set) -> bytes(set);
      case Node.Sequence(List<Node> parts) -> sum(parts);
      case Node.Choice(List<Node> alternatives) ->
          alternatives.stream().mapToLong(LongestMatch::bytes).max().orElse(0);
      case Node.Repeat(Node body, int min, int max) ->
          max == Node.Repeat.FOREVER ? MOST + 1 : Math.min(max * bytes(body), MOST + 1);
      case Node.Place place -> 0;
    };
  }

  private static long bytes(RuneSet set) {
    int last = set.isEmpty() ? 0 : set.last(set.rangeCount() - 1);
    if (last < 0x80) {
      return 1;
    }
    return last < 0x800 ? 2 : last < 0x10000 ? 3 : 4;
  }
}
