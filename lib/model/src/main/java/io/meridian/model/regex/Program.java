package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An expression as instructions of a nondeterministic automaton over runes:
 *
 * <pre>
 *   RUNE r, next     takes the rune r
 *   SET s, next      takes a rune of the set s
 *   BOTH next, other takes nothing, goes on at two places
 *   PLACE c, next    takes nothing, goes on if the condition c holds here
 *   END              matches at the end of the value
 *   REST             matches whatever comes
 * </pre>
 *
 * <p>It is written from its end to its begin, so that each part knows what follows it: {@code .*}
 * before the end is REST and ends a test at once.
 */
final class Program {
  static final byte RUNE = 0;
  static final byte SET = 1;
  static final byte BOTH = 2;
  static final byte PLACE = 3;
  static final byte END = 4;
  static final byte REST = 5;

  private static final int AT_END = 0;
  private static final int AT_REST = 1;

  private final Instructions instructions;
  private final List<RuneSet> sets = new ArrayList<>();
  private final Map<RuneSet, Integer> setNumbers = new HashMap<>();
  private int start;
  private boolean hasPlaces;

  private Program(String regex) {
    instructions = new Instructions(regex);
    add(END, 0, AT_END);
    add(REST, 0, AT_REST);
  }

  /**
   * Translates an expression.
   *
   * @throws RegexSyntaxException if it needs more than {@link Instructions#MAX_SIZE} instructions
   */
  static Program of(Node node, String regex) {
    Program program = new Program(regex);
    program.start = program.compile(node, AT_END);
    return program;
  }

  private int add(byte operation, int operand, int following) {
    return instructions.add(operation, operand, following);
  }

  /** Writes what matches a node and goes on at an instruction; returns where to begin. */
  private int compile(Node node, int following) {
    return switch (node) {
      case Node.Text(String runes) -> compileText(runes, 0, following);
      case Node.Chars(RuneSet set) -> add(SET, number(set), following);
      case Node.Sequence(List<Node> parts) -> {
        int at = following;
        for (int i = parts.size() - 1; i >= 0; i--) {
          at = compile(parts.get(i), at);
        }
        yield at;
      }
      case Node.Choice choice -> compileChoice(choice, following);
      case Node.Repeat repeat -> compileRepeat(repeat, following);
      case Node.Place(Node.Condition condition) -> {
        hasPlaces = true;
        yield add(PLACE, condition.bit(), following);
      }
    };
  }

  private int number(RuneSet set) {
    return setNumbers.computeIfAbsent(
        set,
        added -> {
          sets.add(added);
          return sets.size() - 1;
        });
  }

  private int compileText(String runes, int from, int following) {
    int at = following;
    for (int i = runes.length(); i > from; ) {
      int rune = runes.codePointBefore(i);
      i -= Character.charCount(rune);
      at = add(RUNE, rune, at);
    }
    return at;
  }

  private int compileRepeat(Node.Repeat repeat, int following) {
    int at = following;
    if (repeat.max() == Node.Repeat.FOREVER) {
      at =
          repeat.body().equals(ANY_RUNE) && following == AT_END
              ? AT_REST
              : compileLoop(repeat.body(), following);
    } else {
      for (int i = repeat.min(); i < repeat.max(); i++) {
        at = add(BOTH, following, compile(repeat.body(), at));
      }
    }
    for (int i = 0; i < repeat.min(); i++) {
      at = compile(repeat.body(), at);
    }
    return at;
  }

  private int compileLoop(Node body, int following) {
    int loop = add(BOTH, following, following);
    int entry = compile(body, loop);
    instructions.next(loop, entry);
    return loop;
  }

  private static final Node ANY_RUNE = new Node.Chars(RuneSet.ANY);

  /**
   * Alternatives that are texts share their beginnings, so that thousands of them stay cheap to
   * test together.
   */
  private int compileChoice(Node.Choice choice, int following) {
    List<String> texts = new ArrayList<>();
    int at = -1;
    for (Node alternative : choice.alternatives()) {
      if (alternative instanceof Node.Text text) {
        texts.add(text.runes());
      } else {
        at = either(at, compile(alternative, following));
      }
    }
    if (!texts.isEmpty()) {
      texts.sort(String::compareTo);
      at = either(at, compileTexts(texts, 0, following));
    }
    return at;
  }

  private int either(int one, int other) {
    return one < 0 ? other : add(BOTH, one, other);
  }

  /** Compiles sorted texts, each from an offset on, up to which they are equal. */
  private int compileTexts(List<String> texts, int offset, int following) {
    int at = -1;
    for (int from = 0; from < texts.size(); ) {
      String first = texts.get(from);
      int to = from + 1;
      if (first.length() == offset) {
        at = either(at, following);
      } else {
        int rune = first.codePointAt(offset);
        while (to < texts.size() && texts.get(to).codePointAt(offset) == rune) {
          to++;
        }
        at = either(at, compileShared(texts.subList(from, to), offset, following));
      }
      from = to;
    }
    return at;
  }

  /** Compiles sorted texts that have the rune at an offset in common. */
  private int compileShared(List<String> texts, int offset, int following) {
    String first = texts.getFirst();
    String last = texts.getLast();
    int shared = offset;
    while (shared < first.length()
        && shared < last.length()
        && first.codePointAt(shared) == last.codePointAt(shared)) {
      shared += Character.charCount(first.codePointAt(shared));
    }
    int rest = compileTexts(texts, shared, following);
    return compileText(first.substring(0, shared), offset, rest);
  }

  /** Where to begin. */
  int start() {
    return start;
  }

  int size() {
    return instructions.size();
  }

  byte operation(int at) {
    return instructions.operation(at);
  }

  /** The rune of RUNE, the other place of BOTH, the condition's bit of PLACE. */
  int operand(int at) {
    return instructions.operand(at);
  }

  int next(int at) {
    return instructions.next(at);
  }

  /** The set of SET. */
  RuneSet set(int at) {
    return sets.get(instructions.operand(at));
  }

  /** Whether there is any PLACE. */
  boolean hasPlaces() {
    return hasPlaces;
  }

  /** The sets that are used. */
  List<RuneSet> sets() {
    return sets;
  }
}
