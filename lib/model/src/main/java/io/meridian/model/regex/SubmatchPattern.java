package io.meridian.model.regex;

import io.meridian.model.regex.Node.Condition;
import java.util.Arrays;
import java.util.Optional;

/**
 * A regular expression whose groups can be asked for: what {@code label_replace} and relabelling
 * need. A value is matched as a whole, a dot matches a line break, and of several ways to match the
 * one counts that Perl, and so Go, would find first. Matching takes time in proportion to value and
 * expression, whatever they are. Used by one thread at a time.
 */
public final class SubmatchPattern {
  private final SubmatchProgram program;
  private Threads now;
  private Threads then;
  private int[] pending = new int[64];

  /** The slots of the thread that is being added. */
  private final int[] slots;

  private SubmatchPattern(SubmatchProgram program) {
    this.program = program;
    now = new Threads(program);
    then = new Threads(program);
    slots = new int[program.slots()];
  }

  /**
   * A pattern.
   *
   * @throws RegexSyntaxException if the expression does not parse, in Go's words
   */
  public static SubmatchPattern of(String regex) {
    return new SubmatchPattern(new SubmatchProgram(regex));
  }

  /** Ways to match that are under way at one place of the value, the best first. */
  private static final class Threads {
    private final int slots;
    private final int[] instructions;

    /** For each instruction where it stands among the threads, if it does. */
    private final int[] position;

    private int[] marks = {};
    private int size;

    Threads(SubmatchProgram program) {
      slots = program.slots();
      instructions = new int[program.size()];
      position = new int[program.size()];
    }

    boolean contains(int instruction) {
      int at = position[instruction];
      return at < size && instructions[at] == instruction;
    }

    void add(int instruction, int[] noted) {
      position[instruction] = size;
      instructions[size] = instruction;
      if (marks.length < (size + 1) * slots) {
        marks = Arrays.copyOf(marks, Math.max((size + 1) * slots, marks.length * 2));
      }
      System.arraycopy(noted, 0, marks, size * slots, slots);
      size++;
    }
  }

  /**
   * What a template becomes where the value matches: {@code $1} and {@code ${1}} stand for groups
   * by number, {@code $name} by name, {@code $$} for a dollar sign; groups that there are not, and
   * those that took no part, are empty.
   */
  public Optional<String> expand(String template, String value) {
    int[] match = match(value);
    if (match.length == 0) {
      return Optional.empty();
    }
    match[0] = 0;
    match[1] = value.length();
    return Optional.of(new SubmatchTemplate(template, program).expand(value, match));
  }

  /** Begin and end of each group, −1 for those that took no part; nothing if there is no match. */
  private int[] match(String value) {
    now.size = 0;
    Arrays.fill(slots, -1);
    follow(program.start(), value, 0, now);
    for (int at = 0; at < value.length() && now.size > 0; ) {
      int rune = value.codePointAt(at);
      int after = at + Character.charCount(rune);
      then.size = 0;
      for (int i = 0; i < now.size; i++) {
        int instruction = now.instructions[i];
        if (program.operation(instruction) == SubmatchProgram.RUNE
            && program.set(instruction).contains(rune)) {
          System.arraycopy(now.marks, i * slots.length, slots, 0, slots.length);
          follow(program.next(instruction), value, after, then);
        }
      }
      Threads before = now;
      now = then;
      then = before;
      at = after;
    }
    return best();
  }

  /** The best way that is at its end when the value is. */
  private int[] best() {
    for (int i = 0; i < now.size; i++) {
      if (program.operation(now.instructions[i]) == SubmatchProgram.END) {
        return Arrays.copyOfRange(now.marks, i * slots.length, (i + 1) * slots.length);
      }
    }
    return new int[0];
  }

  /**
   * Adds a way to match, and all that it leads to before the next rune, in their order. What is
   * pending is an instruction, or a slot to be set back, as {@code -1 - slot} above its old number.
   */
  private void follow(int from, String value, int at, Threads into) {
    int depth = push(0, from);
    while (depth > 0) {
      int instruction = pending[--depth];
      if (instruction < 0) {
        slots[-1 - instruction] = pending[--depth];
        continue;
      }
      if (into.contains(instruction)) {
        continue;
      }
      into.add(instruction, slots);
      depth = step(instruction, value, at, depth);
    }
  }

  private int step(int instruction, String value, int at, int depth) {
    int next = program.next(instruction);
    int operand = program.operand(instruction);
    return switch (program.operation(instruction)) {
      case SubmatchProgram.BOTH -> push(push(depth, operand), next);
      case SubmatchProgram.PLACE -> holds(operand, value, at) ? push(depth, next) : depth;
      case SubmatchProgram.MARK -> {
        int marked = push(push(depth, slots[operand]), -1 - operand);
        slots[operand] = at;
        yield push(marked, next);
      }
      default -> depth;
    };
  }

  private int push(int depth, int instruction) {
    if (depth == pending.length) {
      pending = Arrays.copyOf(pending, depth * 2);
    }
    pending[depth] = instruction;
    return depth + 1;
  }

  private static boolean holds(int condition, String value, int at) {
    boolean atBegin = at == 0;
    boolean atEnd = at == value.length();
    boolean boundary =
        (!atBegin && isWord(value.charAt(at - 1))) != (!atEnd && isWord(value.charAt(at)));
    int holding =
        (atBegin ? Condition.TEXT_BEGIN.bit() : 0)
            | (atEnd ? Condition.TEXT_END.bit() : 0)
            | (atBegin || value.charAt(at - 1) == '\n' ? Condition.LINE_BEGIN.bit() : 0)
            | (atEnd || value.charAt(at) == '\n' ? Condition.LINE_END.bit() : 0)
            | (boundary ? Condition.WORD_BOUNDARY : Condition.NO_WORD_BOUNDARY).bit();
    return (holding & condition) != 0;
  }

  private static boolean isWord(char c) {
    return NamedSets.WORD.contains(c);
  }
}
