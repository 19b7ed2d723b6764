package io.meridian.model.regex;

import java.util.Arrays;

/**
 * A state of the deterministic automaton: where in the program it may be, and what it remembers of
 * the last bytes.
 */
final class Subset {
  /** What came before, as far as conditions on places ask for it. */
  enum Before {
    BEGIN,
    NEWLINE,
    WORD,
    OTHER
  }

  /** The state from which nothing matches any more. */
  static final Subset DEAD = new Subset(new int[0], Before.OTHER, 0);

  /** The state from which everything matches. */
  static final Subset ALL = new Subset(new int[] {-1}, Before.OTHER, 0);

  private final int[] places;
  private final Before before;
  private final int pending;
  private final int hash;

  /**
   * A state.
   *
   * @param places instructions, ascending
   * @param before what came before
   * @param pending the bytes of a rune that is not complete, the last one lowest; 0 for none
   */
  Subset(int[] places, Before before, int pending) {
    this.places = places;
    this.before = before;
    this.pending = pending;
    hash = (Arrays.hashCode(places) * 31 + before.hashCode()) * 31 + pending;
  }

  boolean isDead() {
    return places.length == 0;
  }

  boolean isAll() {
    return places.length > 0 && places[0] < 0;
  }

  /** Whether no further byte changes the state. */
  boolean isFinal() {
    return isDead() || isAll();
  }

  int[] places() {
    return places;
  }

  Before before() {
    return before;
  }

  int pending() {
    return pending;
  }

  /** The same state with other pending bytes. */
  Subset withPending(int bytes) {
    return new Subset(places, before, bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Subset subset
        && hash == subset.hash
        && pending == subset.pending
        && before == subset.before
        && Arrays.equals(places, subset.places);
  }

  @Override
  public int hashCode() {
    return hash;
  }
}
