package io.meridian.model.regex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A program's deterministic automaton, whose states are made when a value first needs them.
 *
 * <p>Concurrency: a test takes one {@link Transitions} from a volatile field and no lock. An entry
 * of its table is 0 until somebody knows the transition, and then never changes, so that a stale
 * read costs a detour and nothing else. Whoever meets a 0 takes the lock, makes the state and fills
 * the entry in. A table that has no room for a state is replaced by a copy of twice its size;
 * states that outgrow {@value #MAX_INTS} ints are all forgotten, and a test that still walks among
 * them carries its own over to the new ones when next it meets a 0.
 *
 * <p>Thus memory is bounded, and time is linear in the value's length: a byte costs at most one
 * step of the subset construction, whose cost is the program's size.
 */
final class LazyDfa {
  /**
   * The most ints in the states of an automaton and their rows, though the start and one state
   * always have room.
   */
  static final int MAX_INTS = 1 << 20;

  private static final int UNKNOWN = 0;
  private static final int DEAD = -1;
  private static final int ALL = -2;

  private final char[] classes;

  /**
   * Ints of a state's row in the table: one for each class of bytes, the last for the end of the
   * value.
   */
  private final int stride;

  /** Guarded by this. */
  private final SubsetConstruction construction;

  private final Subset start;
  private final int startOffset;
  private volatile Transitions transitions;

  LazyDfa(Program program) {
    ByteClasses byteClasses = ByteClasses.of(program);
    classes = byteClasses.classes();
    stride = byteClasses.count() + 1;
    construction = new SubsetConstruction(program);
    start = construction.start();
    transitions = restart();
    startOffset = offset(start, transitions);
  }

  /**
   * States by the offsets of their rows; guarded by the automaton. The first row belongs to no
   * state.
   */
  private static final class Generation {
    /** What a state takes beside its row and its places. */
    static final int OVERHEAD_INTS = 24;

    final List<Subset> states = new ArrayList<>();
    final Map<Subset, Integer> offsets = new HashMap<>();
    int ints;

    /** The offset of a state's row, or UNKNOWN. */
    int offset(Subset state) {
      return offsets.getOrDefault(state, UNKNOWN);
    }
  }

  /** The table of a generation, with room for some more rows. */
  private static final class Transitions {
    final int[] table;
    final Generation generation;

    Transitions(int[] table, Generation generation) {
      this.table = table;
      this.generation = generation;
    }
  }

  private Transitions restart() {
    Transitions fresh = new Transitions(new int[stride * 8], new Generation());
    return start.isFinal() ? fresh : add(start, fresh);
  }

  boolean matchesEverything() {
    return start.isAll();
  }

  boolean matches(byte[] bytes, int from, int to) {
    Transitions known = transitions;
    int[] table = known.table;
    int state = startOffset;
    if (state < 0) {
      return state == ALL;
    }
    for (int at = from; at < to; at++) {
      int next = table[state + classes[bytes[at] & 0xff]];
      if (next <= 0) {
        return next == UNKNOWN ? explore(known, state, bytes, at, to) : next == ALL;
      }
      state = next;
    }
    int end = table[state + stride - 1];
    return end == UNKNOWN ? explore(known, state, bytes, to, to) : end == ALL;
  }

  /**
   * Goes on with a test from a state and a place in the value, and makes what states are missing.
   */
  private boolean explore(Transitions known, int from, byte[] bytes, int start, int to) {
    Transitions current = known;
    int state = from;
    for (int at = start; ; at++) {
      int column = at < to ? classes[bytes[at] & 0xff] : stride - 1;
      int next = current.table[state + column];
      if (next == UNKNOWN) {
        synchronized (this) {
          int b = at < to ? bytes[at] & 0xff : SubsetConstruction.AT_END;
          Subset here = current.generation.states.get(state / stride - 1);
          Subset reached = construction.step(here, b);
          Transitions newest = room(reached);
          next = offset(reached, newest);
          if (newest.generation == current.generation) {
            newest.table[state + column] = next;
          }
          current = newest;
        }
      }
      if (next < 0) {
        return next == ALL;
      }
      state = next;
    }
  }

  private static int offset(Subset state, Transitions in) {
    if (state.isDead()) {
      return DEAD;
    }
    return state.isAll() ? ALL : in.generation.offset(state);
  }

  /** The transitions in which a state has a row. */
  private Transitions room(Subset state) {
    Transitions current = transitions;
    if (state.isFinal() || current.generation.offset(state) != UNKNOWN) {
      return current;
    }
    if (current.generation.ints + ints(state) > MAX_INTS) {
      current = restart();
    }
    if (current.generation.offset(state) == UNKNOWN) {
      current = add(state, current);
    }
    transitions = current;
    return current;
  }

  private int ints(Subset state) {
    return stride + state.places().length + Generation.OVERHEAD_INTS;
  }

  private Transitions add(Subset state, Transitions to) {
    Generation generation = to.generation;
    generation.states.add(state);
    generation.ints += ints(state);
    int offset = generation.states.size() * stride;
    generation.offsets.put(state, offset);
    int[] table = to.table;
    return offset + stride <= table.length
        ? to
        : new Transitions(Arrays.copyOf(table, table.length * 2), generation);
  }
}
