package io.meridian.cli.openmetrics;

import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.PackedLabels;
import java.util.Arrays;

/** Label sets, each once, numbered in the order they came. */
final class SeriesSet {
  private byte[] labels = new byte[1 << 12];
  private int bytes;
  private int size;
  private int[] ends = new int[64];
  private int[] hashes = new int[64];

  /** Numbers plus 1 by hash, 0 where none is; a power of two long. */
  private int[] slots = new int[256];

  private int last = -1;

  /** Adds a label set, unless it is there. The sets together must stay below 2 GiB. */
  int add(byte[] packed, int from, int to) {
    if (last >= 0 && holds(last, packed, from, to)) {
      return last;
    }
    int hash = hash(packed, from, to);
    int slot = hash & (slots.length - 1);
    while (slots[slot] != 0) {
      int number = slots[slot] - 1;
      if (hashes[number] == hash && holds(number, packed, from, to)) {
        last = number;
        return number;
      }
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = size + 1;
    append(packed, from, to, hash);
    last = size - 1;
    if (2 * size > slots.length) {
      rehash();
    }
    return last;
  }

  private boolean holds(int number, byte[] packed, int from, int to) {
    return Arrays.equals(labels, from(number), to(number), packed, from, to);
  }

  private static int hash(byte[] packed, int from, int to) {
    int hash = 1;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + packed[i];
    }
    return hash ^ hash >>> 16;
  }

  private void append(byte[] packed, int from, int to, int hash) {
    int needed = Math.addExact(bytes, to - from);
    if (labels.length < needed) {
      labels = Arrays.copyOf(labels, (int) Math.max(needed, Math.min(2L * labels.length, 1 << 30)));
    }
    System.arraycopy(packed, from, labels, bytes, to - from);
    bytes = needed;
    if (size == ends.length) {
      ends = Arrays.copyOf(ends, 2 * size);
      hashes = Arrays.copyOf(hashes, 2 * size);
    }
    hashes[size] = hash;
    ends[size++] = bytes;
  }

  private void rehash() {
    slots = new int[2 * slots.length];
    for (int number = 0; number < size; number++) {
      int slot = hashes[number] & (slots.length - 1);
      while (slots[slot] != 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = number + 1;
    }
  }

  /** The numbers in the order of the label sets. */
  int[] sorted() {
    return IndirectSort.mergesort(
        0, size, (a, b) -> PackedLabels.compare(labels, from(a), to(a), labels, from(b), to(b)));
  }

  void clear() {
    size = 0;
    bytes = 0;
    last = -1;
    Arrays.fill(slots, 0);
  }

  int size() {
    return size;
  }

  /** How many bytes the label sets take together. */
  long bytes() {
    return bytes;
  }

  /** The array that holds the packed label sets. */
  byte[] labels() {
    return labels;
  }

  int from(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  int to(int number) {
    return ends[number];
  }
}
