package io.meridian.model.regex;

import java.util.Arrays;

/**
 * Which runes differ in case only, by Unicode's simple case folding: {@code k}, {@code K} and the
 * Kelvin sign; {@code s}, {@code S} and the long s; the three sigmas. The two Turkish i's fold to
 * nothing but themselves.
 */
final class CaseFolding {
  private static final int DOTTED_CAPITAL_I = 0x130;
  private static final int DOTLESS_SMALL_I = 0x131;

  /** No rune from here on has case. */
  private static final int END = 0x20000;

  /** Runes that have a variant, ascending. */
  private final int[] runes;

  /** For each of them the next of its variants, in a ring. */
  private final int[] next;

  private CaseFolding(int[] runes, int[] next) {
    this.runes = runes;
    this.next = next;
  }

  private static final class Holder {
    static final CaseFolding SIMPLE = of();
  }

  /** Unicode's simple folding. */
  static CaseFolding simple() {
    return Holder.SIMPLE;
  }

  private static CaseFolding of() {
    long[] byKey = new long[8192];
    int size = 0;
    for (int rune = 0; rune < END; rune++) {
      if (Character.toLowerCase(rune) == rune && Character.toUpperCase(rune) == rune) {
        continue;
      }
      if (size + 2 > byKey.length) {
        byKey = Arrays.copyOf(byKey, size * 2);
      }
      byKey[size++] = (long) key(rune) << Integer.SIZE | rune;
      // A sharp s changes neither way, yet it is what the capital one folds to.
      byKey[size++] = (long) key(rune) << Integer.SIZE | key(rune);
    }
    byKey = Arrays.stream(byKey, 0, size).sorted().distinct().toArray();
    return ofRings(byKey);
  }

  /** Makes rings of runes with the same key. */
  private static CaseFolding ofRings(long[] byKey) {
    long[] pairs = new long[byKey.length];
    int size = 0;
    for (int from = 0; from < byKey.length; ) {
      int to = from;
      while (to < byKey.length && byKey[to] >>> Integer.SIZE == byKey[from] >>> Integer.SIZE) {
        to++;
      }
      for (int i = from; to - from > 1 && i < to; i++) {
        int following = (int) byKey[i + 1 < to ? i + 1 : from];
        pairs[size++] = byKey[i] << Integer.SIZE | following;
      }
      from = to;
    }
    Arrays.sort(pairs, 0, size);
    int[] runes = new int[size];
    int[] next = new int[size];
    for (int i = 0; i < size; i++) {
      runes[i] = (int) (pairs[i] >>> Integer.SIZE);
      next[i] = (int) pairs[i];
    }
    return new CaseFolding(runes, next);
  }

  /** What all variants of a rune have in common. */
  private static int key(int rune) {
    return rune == DOTTED_CAPITAL_I || rune == DOTLESS_SMALL_I
        ? rune
        : Character.toLowerCase(Character.toUpperCase(rune));
  }

  /** The next rune of a rune's ring of variants; the rune itself if it has no other. */
  int next(int rune) {
    int at = Arrays.binarySearch(runes, rune);
    return at < 0 ? rune : next[at];
  }

  /** Adds the variants of all runes of a range. */
  void addVariants(int first, int last, RuneSet.Builder into) {
    int at = Arrays.binarySearch(runes, first);
    for (int i = at < 0 ? -1 - at : at; i < runes.length && runes[i] <= last; i++) {
      for (int variant = next[i]; variant != runes[i]; variant = next(variant)) {
        into.add(variant, variant);
      }
    }
  }
}
