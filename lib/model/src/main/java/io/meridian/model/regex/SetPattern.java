package io.meridian.model.regex;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Matches any one of several values: an open-addressed table of their hashes and places, at most
 * half full. The hash's seed changes until no value is far from its slot, so that no chosen set
 * makes a test slow.
 */
final class SetPattern implements ValuePattern {
  private static final int LONGEST_PROBE = 32;
  private static final int MOST_SEEDS = 64;

  private final List<byte[]> values;
  private final byte[][] array;
  private final int shortest;
  private final int longest;

  /** High half a value's hash, low half its place in the list plus one; 0 for an empty slot. */
  private final long[] table;

  private final long seed;

  /** A pattern of values that ascend without repetition; the arrays belong to it from now on. */
  SetPattern(List<byte[]> values) {
    this.values = List.copyOf(values);
    array = values.toArray(byte[][]::new);
    shortest = Arrays.stream(array).mapToInt(value -> value.length).min().orElse(0);
    longest = Arrays.stream(array).mapToInt(value -> value.length).max().orElse(-1);
    table = new long[Integer.highestOneBit(Math.max(1, array.length)) * 4];
    long next = 0;
    while (!fill(next) && next < MOST_SEEDS) {
      next++;
    }
    seed = next;
  }

  /** Fills the table; false if a value lies too far from its slot, though all of them are in it. */
  private boolean fill(long withSeed) {
    Arrays.fill(table, 0);
    int farthest = 0;
    for (int i = 0; i < array.length; i++) {
      int hash = ByteHash.of(array[i], 0, array[i].length, withSeed);
      int probe = 0;
      while (table[slot(hash, probe)] != 0) {
        probe++;
      }
      table[slot(hash, probe)] = (long) hash << Integer.SIZE | (i + 1);
      farthest = Math.max(farthest, probe);
    }
    return farthest <= LONGEST_PROBE;
  }

  private int slot(int hash, int probe) {
    return (hash + probe) & (table.length - 1);
  }

  @Override
  public boolean matches(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < shortest || length > longest) {
      return false;
    }
    int hash = ByteHash.of(bytes, from, to, seed);
    for (int probe = 0; ; probe++) {
      long entry = table[slot(hash, probe)];
      if (entry == 0) {
        return false;
      }
      if ((int) (entry >>> Integer.SIZE) == hash) {
        byte[] value = array[(int) entry - 1];
        if (Arrays.equals(bytes, from, to, value, 0, value.length)) {
          return true;
        }
      }
    }
  }

  @Override
  public boolean matchesEmpty() {
    return array.length > 0 && array[0].length == 0;
  }

  @Override
  public boolean matchesEverything() {
    return false;
  }

  @Override
  public Optional<List<byte[]>> exactValues() {
    return Optional.of(values);
  }

  @Override
  public List<byte[]> prefixes() {
    return values.isEmpty() ? values : List.of(Prefixes.common(values));
  }
}
