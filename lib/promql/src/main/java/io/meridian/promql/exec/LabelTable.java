package io.meridian.promql.exec;

import io.meridian.model.LabelHash;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Numbers label sets, from 0 on in the order in which they are first met: an open hash table over
 * their packed bytes, of which it keeps a copy. Series come in the order of their labels, so that
 * sets are often met again in the order in which they were first: the one that came next then is
 * tried before anything is hashed.
 */
public final class LabelTable {
  private final LabelSets sets = new LabelSets();
  private long[] hashes = new long[16];
  private int[] slots = new int[64];

  /** Behind the set that was met last. */
  private int expected;

  public LabelTable() {
    Arrays.fill(slots, -1);
  }

  public int size() {
    return sets.size();
  }

  /** The number of a set, or −1 if it was never {@linkplain #number numbered}. */
  public int find(byte[] packed, int from, int to) {
    return slots[slot(LabelHash.of(packed, from, to), packed, from, to)];
  }

  /** The number of a set, a new one if need be. */
  public int number(byte[] packed, int from, int to) {
    int number = expected(packed, from, to) ? expected : numberByHash(packed, from, to);
    expected = number + 1;
    return number;
  }

  /** The last bytes, which tell most sets of a length apart, are looked at first. */
  private boolean expected(byte[] packed, int from, int to) {
    if (expected >= sets.size()) {
      return false;
    }
    byte[] bytes = bytes(expected);
    int end = to(expected);
    int start = from(expected);
    return end - start == to - from
        && (from == to || bytes[end - 1] == packed[to - 1])
        && PackedLabels.equal(bytes, start, end, packed, from, to);
  }

  private int numberByHash(byte[] packed, int from, int to) {
    long hash = LabelHash.of(packed, from, to);
    int slot = slot(hash, packed, from, to);
    if (slots[slot] >= 0) {
      return slots[slot];
    }
    int number = sets.add(packed, from, to);
    slots[slot] = number;
    if (number == hashes.length) {
      hashes = Arrays.copyOf(hashes, number * 2);
    }
    hashes[number] = hash;
    if (sets.size() * 2 > slots.length) {
      rehash();
    }
    return number;
  }

  /** Where a set stands, or would. */
  private int slot(long hash, byte[] packed, int from, int to) {
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] >= 0) {
      int number = slots[slot];
      if (hashes[number] == hash
          && PackedLabels.equal(bytes(number), from(number), to(number), packed, from, to)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, -1);
    for (int number = 0; number < sets.size(); number++) {
      int slot = (int) hashes[number] & (slots.length - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number;
    }
  }

  /** The array that holds the packed labels of a set. */
  public byte[] bytes(int number) {
    return sets.bytes(number);
  }

  /** Where the labels of a set begin. */
  public int from(int number) {
    return sets.from(number);
  }

  /** Where the labels of a set end. */
  public int to(int number) {
    return sets.to(number);
  }
}
