package io.meridian.promql.exec;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelHash;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/**
 * Numbers label sets, from 0 on in the order in which they are first met: an open hash table over
 * their packed bytes, of which it keeps a copy.
 */
public final class LabelTable {
  private final LabelBytes labels = new LabelBytes();
  private int[] ends = new int[16];
  private long[] hashes = new long[16];
  private int[] slots = new int[64];
  private int size;

  public LabelTable() {
    Arrays.fill(slots, -1);
  }

  public int size() {
    return size;
  }

  /** The number of a set, or −1 if it was never {@linkplain #number numbered}. */
  public int find(byte[] packed, int from, int to) {
    return slots[slot(LabelHash.of(packed, from, to), packed, from, to)];
  }

  /** The number of a set, a new one if need be. */
  public int number(byte[] packed, int from, int to) {
    long hash = LabelHash.of(packed, from, to);
    int slot = slot(hash, packed, from, to);
    if (slots[slot] >= 0) {
      return slots[slot];
    }
    slots[slot] = size;
    add(hash, packed, from, to);
    return size - 1;
  }

  /** Where a set stands, or would. */
  private int slot(long hash, byte[] packed, int from, int to) {
    int slot = (int) hash & (slots.length - 1);
    while (slots[slot] >= 0) {
      int number = slots[slot];
      if (hashes[number] == hash
          && PackedLabels.equal(labels.bytes(), from(number), to(number), packed, from, to)) {
        return slot;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private void add(long hash, byte[] packed, int from, int to) {
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    labels.add(packed, from, to);
    ends[size] = labels.length();
    hashes[size++] = hash;
    if (size * 2 > slots.length) {
      rehash();
    }
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    Arrays.fill(slots, -1);
    for (int number = 0; number < size; number++) {
      int slot = (int) hashes[number] & (slots.length - 1);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number;
    }
  }

  /** The array that holds the packed labels of all sets; replaced when it grows. */
  public byte[] bytes() {
    return labels.bytes();
  }

  /** Where the labels of a set begin. */
  public int from(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  /** Where the labels of a set end. */
  public int to(int number) {
    return ends[number];
  }
}
