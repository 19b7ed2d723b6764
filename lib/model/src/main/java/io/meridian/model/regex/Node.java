package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.List;

/**
 * A regular expression without what does not matter to the question "does it match as a whole?":
 * groups, greediness and the order of alternatives. The factories below keep the tree flat: no
 * sequence in a sequence, no choice in a choice, no repetition of a repetition where one will do.
 */
sealed interface Node {
  /** Matches the empty string. */
  Node EMPTY = new Text("");

  /** Any runes, {@code .*}. */
  Node ANYTHING = new Repeat(new Chars(RuneSet.ANY), 0, Repeat.FOREVER);

  /** At least one rune, {@code .+}. */
  Node SOMETHING = new Repeat(new Chars(RuneSet.ANY), 1, Repeat.FOREVER);

  /** Makes nodes. */
  RegexParser.Parts<Node> PARTS =
      new RegexParser.Parts<>() {
        @Override
        public Node rune(RuneSet set) {
          return of(set);
        }

        @Override
        public Node place(Condition condition) {
          return new Place(condition);
        }

        @Override
        public Node sequence(List<Node> parts) {
          return Node.sequence(parts);
        }

        @Override
        public Node choice(List<Node> alternatives) {
          return Node.choice(alternatives);
        }

        @Override
        public Node repeat(Node body, int min, int max, boolean greedy) {
          return Node.repeat(body, min, max);
        }

        @Override
        public Node group(Node body, int number, String name) {
          return body;
        }
      };

  /**
   * A run of runes, none of them a surrogate; empty for the expression that matches the empty
   * string only.
   */
  record Text(String runes) implements Node {}

  /** One rune of a set. */
  record Chars(RuneSet set) implements Node {}

  /** One after the other. */
  record Sequence(List<Node> parts) implements Node {}

  /** Any one of several. */
  record Choice(List<Node> alternatives) implements Node {}

  /** The same several times, at most {@code max} or {@link #FOREVER}. */
  record Repeat(Node body, int min, int max) implements Node {
    static final int FOREVER = -1;
  }

  /** A condition on the place between two runes. */
  record Place(Condition condition) implements Node {}

  /** Conditions on a place. */
  enum Condition {
    TEXT_BEGIN(1),
    TEXT_END(2),
    LINE_BEGIN(4),
    LINE_END(8),
    WORD_BOUNDARY(16),
    NO_WORD_BOUNDARY(32);

    private final int bit;

    Condition(int bit) {
      this.bit = bit;
    }

    /** The condition's bit in sets of conditions. */
    int bit() {
      return bit;
    }
  }

  /** One rune. */
  static Node of(RuneSet set) {
    if (set.size() == 1 && set.first(0) != RuneSet.INVALID && !isSurrogate(set.first(0))) {
      return new Text(Character.toString(set.first(0)));
    }
    return new Chars(set);
  }

  private static boolean isSurrogate(int rune) {
    return rune >= Character.MIN_SURROGATE && rune <= Character.MAX_SURROGATE;
  }

  /** One after the other. */
  static Node sequence(List<Node> parts) {
    List<Node> flat = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (Node part : parts) {
      for (Node inner : part instanceof Sequence sequence ? sequence.parts() : List.of(part)) {
        if (inner instanceof Text literal) {
          text.append(literal.runes());
        } else {
          addText(flat, text);
          addPart(flat, inner);
        }
      }
    }
    addText(flat, text);
    return flat.isEmpty()
        ? EMPTY
        : flat.size() == 1 ? flat.getFirst() : new Sequence(List.copyOf(flat));
  }

  private static void addText(List<Node> flat, StringBuilder text) {
    if (!text.isEmpty()) {
      flat.add(new Text(text.toString()));
      text.setLength(0);
    }
  }

  /** Adds a part; {@code .*} beside {@code .*} or {@code .+} says nothing more. */
  private static void addPart(List<Node> flat, Node part) {
    Node last = flat.isEmpty() ? EMPTY : flat.getLast();
    if (part.equals(ANYTHING) && (last.equals(ANYTHING) || last.equals(SOMETHING))) {
      return;
    }
    if (part.equals(SOMETHING) && last.equals(ANYTHING)) {
      flat.set(flat.size() - 1, part);
    } else {
      flat.add(part);
    }
  }

  /** Any one of several; sets of runes become one set. */
  static Node choice(List<Node> alternatives) {
    List<Node> flat = new ArrayList<>();
    RuneSet.Builder runes = new RuneSet.Builder();
    int sets = 0;
    for (Node alternative : alternatives) {
      for (Node inner :
          alternative instanceof Choice choice ? choice.alternatives() : List.of(alternative)) {
        if (inner instanceof Chars chars) {
          runes.add(chars.set());
          sets++;
        } else {
          flat.add(inner);
        }
      }
    }
    if (flat.contains(ANYTHING) || (flat.contains(SOMETHING) && flat.contains(EMPTY))) {
      return ANYTHING;
    }
    if (sets > 0) {
      for (Node alternative : flat) {
        if (alternative instanceof Text text && isOneRune(text.runes())) {
          runes.add(text.runes().codePointAt(0), text.runes().codePointAt(0));
        }
      }
      flat.removeIf(alternative -> alternative instanceof Text text && isOneRune(text.runes()));
      flat.add(of(runes.build()));
    }
    return flat.size() == 1 ? flat.getFirst() : new Choice(List.copyOf(flat));
  }

  private static boolean isOneRune(String text) {
    return !text.isEmpty() && text.codePointCount(0, text.length()) == 1;
  }

  /** The same several times. */
  static Node repeat(Node body, int min, int max) {
    if (max == 0 || body.equals(EMPTY)) {
      return EMPTY;
    }
    if (min == 1 && max == 1) {
      return body;
    }
    if (body instanceof Repeat inner) {
      if (inner.min() == 0 && inner.max() == Repeat.FOREVER) {
        return inner;
      }
      if (inner.min() <= 1 && min <= 1 && (isOptionOrLoop(inner.max()) && isOptionOrLoop(max))) {
        int most = inner.max() == 1 && max == 1 ? 1 : Repeat.FOREVER;
        return repeat(inner.body(), Math.min(inner.min(), min), most);
      }
    }
    return new Repeat(body, min, max);
  }

  private static boolean isOptionOrLoop(int max) {
    return max == 1 || max == Repeat.FOREVER;
  }
}
