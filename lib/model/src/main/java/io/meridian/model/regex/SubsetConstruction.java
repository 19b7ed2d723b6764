package io.meridian.model.regex;

import io.meridian.model.regex.Subset.Before;
import java.util.Arrays;

/**
 * Makes the states of a program's deterministic automaton, one step at a time. Bytes are taken in
 * as they come; a rune is tested when it is complete. Bytes that are no valid UTF-8 count as {@link
 * RuneSet#INVALID} one by one, as Go decodes them. Used by one thread at a time.
 */
final class SubsetConstruction {
  /** The byte behind the last. */
  static final int AT_END = -1;

  private final Program program;
  private final PlaceSet places;
  private final PlaceSet nextPlaces;
  private final int[] stack;

  SubsetConstruction(Program program) {
    this.program = program;
    places = new PlaceSet(program.size());
    nextPlaces = new PlaceSet(program.size());
    stack = new int[2 * program.size() + 2];
  }

  /** The state before the first byte. */
  Subset start() {
    nextPlaces.clear();
    boolean all = addReachable(nextPlaces, program.start(), 0);
    return all ? Subset.ALL : subset(Before.BEGIN);
  }

  /** The state behind a byte; at the end of a value {@link Subset#ALL} or {@link Subset#DEAD}. */
  Subset step(Subset from, int b) {
    Subset state = from;
    if (state.pending() != 0) {
      int bytes = state.pending() << Byte.SIZE | (b & 0xff);
      if (b != AT_END && Utf8.isBegin(bytes)) {
        return stepBytes(state, bytes);
      }
      // What was pending is no rune: its bytes count one by one.
      for (int rest = state.pending(); rest != 0; rest >>>= Byte.SIZE) {
        state = stepRune(state, RuneSet.INVALID);
      }
    }
    return b == AT_END ? stepEnd(state) : stepBytes(state, b);
  }

  private Subset stepBytes(Subset from, int bytes) {
    if (!Utf8.isBegin(bytes)) {
      return stepRune(from, RuneSet.INVALID);
    }
    int rune = Utf8.rune(bytes);
    return rune < 0 ? from.withPending(bytes) : stepRune(from, rune);
  }

  private Subset stepRune(Subset from, int rune) {
    if (from.isFinal()) {
      return from;
    }
    if (load(from, conditions(from.before(), rune))) {
      return Subset.ALL;
    }
    nextPlaces.clear();
    for (int i = 0; i < places.size(); i++) {
      int at = places.get(i);
      if (takes(at, rune) && addReachable(nextPlaces, program.next(at), 0)) {
        return Subset.ALL;
      }
    }
    return subset(before(rune));
  }

  private boolean takes(int at, int rune) {
    return switch (program.operation(at)) {
      case Program.RUNE -> program.operand(at) == rune;
      case Program.SET -> program.set(at).contains(rune);
      default -> false;
    };
  }

  private Subset stepEnd(Subset from) {
    if (from.isFinal()) {
      return from;
    }
    boolean matches = load(from, conditions(from.before(), AT_END));
    for (int i = 0; i < places.size() && !matches; i++) {
      matches = program.operation(places.get(i)) == Program.END;
    }
    return matches ? Subset.ALL : Subset.DEAD;
  }

  /**
   * Loads a state's places and what can be reached from them under conditions; true if everything
   * matches.
   */
  private boolean load(Subset from, int conditions) {
    places.clear();
    for (int at : from.places()) {
      if (addReachable(places, at, conditions)) {
        return true;
      }
    }
    return false;
  }

  /** Adds what can be reached without taking a rune; true if everything matches. */
  private boolean addReachable(PlaceSet into, int from, int conditions) {
    int depth = 0;
    stack[depth++] = from;
    while (depth > 0) {
      int at = stack[--depth];
      byte operation = program.operation(at);
      if (operation == Program.REST) {
        return true;
      }
      if (!into.add(at)) {
        continue;
      }
      if (operation == Program.BOTH) {
        stack[depth++] = program.operand(at);
        stack[depth++] = program.next(at);
      } else if (operation == Program.PLACE && (conditions & program.operand(at)) != 0) {
        stack[depth++] = program.next(at);
      }
    }
    return false;
  }

  /** The state of the next places, less those that only led to others. */
  private Subset subset(Before before) {
    int[] kept = new int[nextPlaces.size()];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      if (program.operation(nextPlaces.get(i)) != Program.BOTH) {
        kept[count++] = nextPlaces.get(i);
      }
    }
    if (count == 0) {
      return Subset.DEAD;
    }
    kept = Arrays.copyOf(kept, count);
    Arrays.sort(kept);
    return new Subset(kept, before, 0);
  }

  private Before before(int rune) {
    if (!program.hasPlaces()) {
      return Before.OTHER;
    }
    return rune == '\n'
        ? Before.NEWLINE
        : NamedSets.WORD.contains(rune) ? Before.WORD : Before.OTHER;
  }

  /** The bits of the conditions that hold before a rune or the end. */
  private int conditions(Before before, int rune) {
    if (!program.hasPlaces()) {
      return 0;
    }
    int conditions = 0;
    for (Node.Condition condition : Node.Condition.values()) {
      if (holds(condition, before, rune)) {
        conditions |= condition.bit();
      }
    }
    return conditions;
  }

  private static boolean holds(Node.Condition condition, Before before, int rune) {
    boolean boundary = (before == Before.WORD) != NamedSets.WORD.contains(rune);
    return switch (condition) {
      case TEXT_BEGIN -> before == Before.BEGIN;
      case TEXT_END -> rune == AT_END;
      case LINE_BEGIN -> before == Before.BEGIN || before == Before.NEWLINE;
      case LINE_END -> rune == AT_END || rune == '\n';
      case WORD_BOUNDARY -> boundary;
      case NO_WORD_BOUNDARY -> !boundary;
    };
  }
}
