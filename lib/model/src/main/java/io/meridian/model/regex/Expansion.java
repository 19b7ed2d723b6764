package io.meridian.model.regex;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What an expression's matches are, or begin with, as far as that can be listed: each match is one
 * of the {@code whole} strings or begins with one of the {@code begun} ones. The lists are kept
 * within a number of strings and of bytes: what would exceed them is cut short and becomes begun.
 */
final class Expansion {
  private final Limit limit;
  private List<byte[]> whole;
  private List<byte[]> begun = new ArrayList<>();

  /** The most strings and bytes of an expansion. */
  private record Limit(int strings, long bytes) {}

  private Expansion(Limit limit, List<byte[]> whole) {
    this.limit = limit;
    this.whole = whole;
  }

  /** Expands an expression to at most so many strings with at most so many bytes in all. */
  static Expansion of(Node node, int strings, long bytes) {
    return of(node, new Limit(strings, bytes));
  }

  private static Expansion of(Node node, Limit limit) {
    return switch (node) {
      case Node.Text(String runes) -> ofString(limit, runes);
      case Node.Chars(RuneSet set) -> ofSet(limit, set);
      case Node.Sequence(List<Node> parts) -> {
        Expansion all = ofString(limit, "");
        for (int i = 0; i < parts.size() && !all.whole.isEmpty(); i++) {
          all.append(of(parts.get(i), limit));
        }
        yield all;
      }
      case Node.Choice(List<Node> alternatives) -> {
        Expansion all = new Expansion(limit, new ArrayList<>());
        for (Node alternative : alternatives) {
          Expansion one = of(alternative, limit);
          all.whole.addAll(one.whole);
          all.begun.addAll(one.begun);
        }
        yield all.within() ? all : anything(limit);
      }
      case Node.Repeat repeat -> ofRepeat(limit, repeat);
      case Node.Place place -> anything(limit);
    };
  }

  private static Expansion ofString(Limit limit, String runes) {
    Expansion one = new Expansion(limit, new ArrayList<>());
    one.whole.add(runes.getBytes(StandardCharsets.UTF_8));
    return one;
  }

  private static Expansion anything(Limit limit) {
    Expansion one = new Expansion(limit, new ArrayList<>());
    one.begun.add(new byte[0]);
    return one;
  }

  private static Expansion ofSet(Limit limit, RuneSet set) {
    if (set.size() > limit.strings() || set.contains(RuneSet.INVALID)) {
      return anything(limit);
    }
    Expansion all = new Expansion(limit, new ArrayList<>());
    for (int range = 0; range < set.rangeCount(); range++) {
      for (int rune = set.first(range); rune <= set.last(range); rune++) {
        if (rune < Character.MIN_SURROGATE || rune > Character.MAX_SURROGATE) {
          all.whole.add(Character.toString(rune).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return all;
  }

  private static Expansion ofRepeat(Limit limit, Node.Repeat repeat) {
    Expansion body = of(repeat.body(), limit);
    Expansion all = ofString(limit, "");
    for (int i = 0; i < repeat.min() && !all.whole.isEmpty(); i++) {
      all.append(body);
    }
    if (repeat.max() == Node.Repeat.FOREVER) {
      all.endOpen();
    } else {
      all.appendOptionally(body, repeat.max() - repeat.min());
    }
    return all;
  }

  /** Every whole string may go on from now on. */
  private void endOpen() {
    begun.addAll(whole);
    whole = new ArrayList<>();
  }

  /**
   * Appends every string of another expansion to each whole string, or ends open where that would
   * be too much.
   */
  private void append(Expansion next) {
    long strings = (long) whole.size() * (next.whole.size() + next.begun.size()) + begun.size();
    long bytes =
        (next.whole.size() + next.begun.size()) * bytes(whole)
            + whole.size() * (bytes(next.whole) + bytes(next.begun))
            + bytes(begun);
    if (strings > limit.strings() || bytes > limit.bytes()) {
      endOpen();
      return;
    }
    List<byte[]> heads = whole;
    whole = product(heads, next.whole);
    begun.addAll(product(heads, next.begun));
  }

  /** Appends another expansion none to so many times. */
  private void appendOptionally(Expansion next, int times) {
    List<byte[]> shorter = new ArrayList<>();
    for (int i = 0; i < times && !whole.isEmpty(); i++) {
      shorter.addAll(whole);
      append(next);
    }
    whole.addAll(shorter);
    if (!within()) {
      endOpen();
    }
  }

  private static List<byte[]> product(List<byte[]> heads, List<byte[]> tails) {
    List<byte[]> joined = new ArrayList<>(heads.size() * tails.size());
    for (byte[] head : heads) {
      for (byte[] tail : tails) {
        byte[] both = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, both, head.length, tail.length);
        joined.add(both);
      }
    }
    return joined;
  }

  private boolean within() {
    return whole.size() + begun.size() <= limit.strings()
        && bytes(whole) + bytes(begun) <= limit.bytes();
  }

  private static long bytes(List<byte[]> strings) {
    long bytes = 0;
    for (byte[] string : strings) {
      bytes += string.length;
    }
    return bytes;
  }

  /** All strings that match, ascending and without repetition, if the list is complete. */
  Optional<List<byte[]>> matches() {
    return begun.isEmpty() ? Optional.of(Prefixes.distinct(whole)) : Optional.empty();
  }

  /** What matches begin with, ascending, none the beginning of another. */
  List<byte[]> prefixes() {
    List<byte[]> all = new ArrayList<>(whole);
    all.addAll(begun);
    return Prefixes.minimal(all);
  }
}
