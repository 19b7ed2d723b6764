package io.meridian.tsdb.head;

import io.meridian.model.LabelHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The names of labels, each once, as numbers from 0, and their order, which is made when it is
 * asked for: who sends a hundred thousand names must not have them sorted as often. They never go.
 * Written by one thread; read by others under the head's lock.
 */
final class HeadNames {
  private final List<byte[]> texts = new ArrayList<>();

  /** Ascending, as far as there were names when somebody asked; readers make it. */
  private volatile List<byte[]> sorted = List.of();

  /** Numbers plus one, by hash; a power of two, at most half full. */
  private int[] slots = new int[32];

  /** The number of a name, or −1. */
  int find(byte[] text, int from, int to) {
    return slots[slot(text, from, to)] - 1;
  }

  /** Adds a name, which must be new; returns its number. */
  int add(byte[] text, int from, int to) {
    texts.add(Arrays.copyOfRange(text, from, to));
    if (2 * texts.size() > slots.length) {
      slots = new int[2 * slots.length];
      for (int i = 0; i < texts.size(); i++) {
        slots[slot(texts.get(i), 0, texts.get(i).length)] = i + 1;
      }
    } else {
      slots[slot(text, from, to)] = texts.size();
    }
    return texts.size() - 1;
  }

  private int slot(byte[] text, int from, int to) {
    int mask = slots.length - 1;
    int slot = (int) LabelHash.of(text, from, to) & mask;
    while (slots[slot] > 0 && !equal(texts.get(slots[slot] - 1), text, from, to)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private static boolean equal(byte[] name, byte[] text, int from, int to) {
    return Arrays.equals(name, 0, name.length, text, from, to);
  }

  /** The name of a number. */
  byte[] text(int name) {
    return texts.get(name);
  }

  /** How many there are. */
  int size() {
    return texts.size();
  }

  /** All names, ascending. */
  List<byte[]> sorted() {
    List<byte[]> known = sorted;
    if (known.size() < texts.size()) {
      byte[][] all = texts.toArray(byte[][]::new);
      Arrays.sort(all, Arrays::compareUnsigned);
      known = List.of(all);
      sorted = known;
    }
    return known;
  }
}
