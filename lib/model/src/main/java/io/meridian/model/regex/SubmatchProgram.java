package io.meridian.model.regex;

import io.meridian.model.regex.Node.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An expression as instructions that also say what its groups match. Unlike those of {@link
 * Program} they have an order: of two places at which BOTH goes on, the first is the better one.
 *
 * <pre>
 *   RUNE set, next     takes a rune of the set
 *   BOTH next, other   takes nothing, goes on at two places
 *   PLACE c, next      takes nothing, goes on if the condition c holds here
 *   MARK slot, next    takes nothing, notes where it is
 *   END                matches at the end of the value
 * </pre>
 */
final class SubmatchProgram {
  static final byte RUNE = 0;
  static final byte BOTH = 1;
  static final byte PLACE = 2;
  static final byte MARK = 3;
  static final byte END = 4;

  private final Instructions instructions;
  private final List<RuneSet> sets = new ArrayList<>();
  private final Map<String, Integer> names = new TreeMap<>();
  private int groups;
  private final int start;

  /**
   * Translates an expression.
   *
   * @throws RegexSyntaxException if it does not parse, or needs more than {@link
   *     Instructions#MAX_SIZE} instructions
   */
  SubmatchProgram(String regex) {
    instructions = new Instructions(regex);
    Part whole = RegexParser.parse(regex, new Builder());
    start = whole.compile(add(END, 0, 0));
  }

  /** A part of the expression. */
  private interface Part {
    /** Writes what matches the part and goes on at an instruction; returns where to begin. */
    int compile(int following);

    /** Whether it may match the empty text. */
    default boolean mayBeEmpty() {
      return true;
    }
  }

  private int add(byte operation, int operand, int following) {
    return instructions.add(operation, operand, following);
  }

  private int addBoth(int first, int second, boolean inOrder) {
    return inOrder ? add(BOTH, second, first) : add(BOTH, first, second);
  }

  /** Makes parts. */
  private final class Builder implements RegexParser.Parts<Part> {
    @Override
    public Part rune(RuneSet set) {
      return new Rune(set);
    }

    @Override
    public Part place(Condition condition) {
      return following -> add(PLACE, condition.bit(), following);
    }

    @Override
    public Part sequence(List<Part> parts) {
      return new Sequence(parts);
    }

    @Override
    public Part choice(List<Part> alternatives) {
      return new Choice(alternatives);
    }

    @Override
    public Part repeat(Part body, int min, int max, boolean greedy) {
      return new Repetition(body, min, max, greedy);
    }

    @Override
    public Part group(Part body, int number, String name) {
      groups = Math.max(groups, number);
      if (!name.isEmpty()) {
        names.merge(name, number, Math::min);
      }
      return new Marked(body, number);
    }
  }

  /** One rune. */
  private final class Rune implements Part {
    private final int number;

    Rune(RuneSet set) {
      number = sets.size();
      sets.add(set);
    }

    @Override
    public int compile(int following) {
      return add(RUNE, number, following);
    }

    @Override
    public boolean mayBeEmpty() {
      return false;
    }
  }

  /** One part after the other. */
  private record Sequence(List<Part> parts) implements Part {
    @Override
    public int compile(int following) {
      int at = following;
      for (Part part : parts.reversed()) {
        at = part.compile(at);
      }
      return at;
    }

    @Override
    public boolean mayBeEmpty() {
      return parts.stream().allMatch(Part::mayBeEmpty);
    }
  }

  /** Any one of several, earlier ones better. */
  private final class Choice implements Part {
    private final List<Part> alternatives;

    Choice(List<Part> alternatives) {
      this.alternatives = alternatives;
    }

    @Override
    public int compile(int following) {
      int at = alternatives.getLast().compile(following);
      for (int i = alternatives.size() - 2; i >= 0; i--) {
        at = addBoth(alternatives.get(i).compile(following), at, true);
      }
      return at;
    }

    @Override
    public boolean mayBeEmpty() {
      return alternatives.stream().anyMatch(Part::mayBeEmpty);
    }
  }

  /** A group that captures. */
  private final class Marked implements Part {
    private final Part body;
    private final int number;

    Marked(Part body, int number) {
      this.body = body;
      this.number = number;
    }

    @Override
    public int compile(int following) {
      int end = add(MARK, 2 * number + 1, following);
      return add(MARK, 2 * number, body.compile(end));
    }

    @Override
    public boolean mayBeEmpty() {
      return body.mayBeEmpty();
    }
  }

  /** The same several times. */
  private final class Repetition implements Part {
    private final Part body;
    private final int min;
    private final int max;
    private final boolean greedy;

    Repetition(Part body, int min, int max, boolean greedy) {
      this.body = body;
      this.min = min;
      this.max = max;
      this.greedy = greedy;
    }

    @Override
    public int compile(int following) {
      int at = following;
      int copies = min;
      if (max == Node.Repeat.FOREVER) {
        at = min == 0 ? any(following) : once(following);
        copies = Math.max(0, min - 1);
      } else {
        for (int i = min; i < max; i++) {
          at = addBoth(body.compile(at), following, greedy);
        }
      }
      for (int i = 0; i < copies; i++) {
        at = body.compile(at);
      }
      return at;
    }

    /** Once or more often. */
    private int once(int following) {
      return close(addBoth(following, following, greedy));
    }

    /** A body that may be empty is tried once at least, or left out, in this order. */
    private int any(int following) {
      if (body.mayBeEmpty()) {
        return addBoth(once(following), following, greedy);
      }
      int loop = addBoth(following, following, greedy);
      close(loop);
      return loop;
    }

    /** Has a loop go on at the body as the other of its places; returns where the body begins. */
    private int close(int loop) {
      int entry = body.compile(loop);
      if (greedy) {
        instructions.next(loop, entry);
      } else {
        instructions.operand(loop, entry);
      }
      return entry;
    }

    @Override
    public boolean mayBeEmpty() {
      return min == 0 || body.mayBeEmpty();
    }
  }

  int start() {
    return start;
  }

  int size() {
    return instructions.size();
  }

  /** How many numbers a match notes: two a group and two for the whole. */
  int slots() {
    return 2 * (groups + 1);
  }

  /** The number of the first group of a name, −1 if there is none. */
  int group(String name) {
    return names.getOrDefault(name, -1);
  }

  byte operation(int at) {
    return instructions.operation(at);
  }

  /** The second place of BOTH, the condition's bit of PLACE, the slot of MARK. */
  int operand(int at) {
    return instructions.operand(at);
  }

  int next(int at) {
    return instructions.next(at);
  }

  /** The set of RUNE. */
  RuneSet set(int at) {
    return sets.get(instructions.operand(at));
  }
}
