package io.meridian.model.regex;

import java.util.BitSet;

/**
 * Which bytes a program need not tell apart: those that lie between the same boundaries. There are
 * boundaries where UTF-8 changes its structure, where a set of ASCII runes begins or ends, and
 * around each byte of a rune above ASCII where a set begins or ends.
 *
 * <p>That the last rule is enough: take two runes whose encodings first differ in bytes x and y of
 * one class, and which a set tells apart. Then the set has a boundary rune between them, whose
 * encoding has the same bytes before that place and there a byte from x to y; being alone in its
 * class, it is both x and y.
 */
final class ByteClasses {
  private static final int[] STRUCTURE = {
    0x80, 0x90, 0xa0, 0xc0, 0xc2, 0xe0, 0xe1, 0xed, 0xee, 0xf0, 0xf1, 0xf4, 0xf5
  };

  private final char[] classes = new char[256];
  private final int count;

  private ByteClasses(BitSet boundaries) {
    int number = 0;
    for (int b = 0; b < classes.length; b++) {
      if (b > 0 && boundaries.get(b)) {
        number++;
      }
      classes[b] = (char) number;
    }
    count = number + 1;
  }

  static ByteClasses of(Program program) {
    BitSet boundaries = new BitSet();
    for (int b : STRUCTURE) {
      boundaries.set(b);
    }
    for (int at = 0; at < program.size(); at++) {
      if (program.operation(at) == Program.RUNE) {
        addRange(boundaries, program.operand(at), program.operand(at));
      }
    }
    program.sets().forEach(set -> addSet(boundaries, set));
    if (program.hasPlaces()) {
      addSet(boundaries, NamedSets.WORD);
      addRange(boundaries, '\n', '\n');
    }
    return new ByteClasses(boundaries);
  }

  private static void addSet(BitSet boundaries, RuneSet set) {
    for (int range = 0; range < set.rangeCount(); range++) {
      addRange(boundaries, set.first(range), set.last(range));
    }
  }

  private static void addRange(BitSet boundaries, int first, int last) {
    addBoundary(boundaries, first);
    addBoundary(boundaries, last + 1);
  }

  private static void addBoundary(BitSet boundaries, int rune) {
    if (rune < 0x80) {
      boundaries.set(rune);
    } else if (rune < 0x800) {
      addByte(boundaries, 0xc0 | rune >> 6);
      addByte(boundaries, 0x80 | (rune & 0x3f));
    } else if (rune < 0x10000) {
      addByte(boundaries, 0xe0 | rune >> 12);
      addByte(boundaries, 0x80 | (rune >> 6 & 0x3f));
      addByte(boundaries, 0x80 | (rune & 0x3f));
    } else if (rune < RuneSet.INVALID) {
      addByte(boundaries, 0xf0 | rune >> 18);
      addByte(boundaries, 0x80 | (rune >> 12 & 0x3f));
      addByte(boundaries, 0x80 | (rune >> 6 & 0x3f));
      addByte(boundaries, 0x80 | (rune & 0x3f));
    }
  }

  private static void addByte(BitSet boundaries, int b) {
    boundaries.set(b);
    boundaries.set(b + 1);
  }

  /** The class of each byte. */
  char[] classes() {
    return classes;
  }

  /** How many classes there are. */
  int count() {
    return count;
  }
}
