package io.meridian.tsdb.head;

import java.util.Arrays;
import java.util.function.IntToLongFunction;

/**
 * Numbers by the hash of what they stand for, in slots that are open to whoever compares that:
 *
 * <pre>
 *   slot := tag (number + 1)     0 where there is none
 * </pre>
 *
 * The tag is as much of the hash as there are bits that no number needs, ten or so of a million. So
 * nearly all that stands in the way of what is looked for is passed over without a look at what it
 * stands for, which would have to be waited for. At most three quarters of the slots are taken, and
 * where there are too few there are then a quarter more: doubling them would leave more than half
 * of them empty on average. So there is any number of slots, and a hash belongs to the slot as far
 * into them as its lower half is into all numbers of 32 bits.
 *
 * <pre>
 *   for (int slot = table.first(hash); table.number(slot) >= 0; slot = table.next(slot, hash)) …
 * </pre>
 *
 * <p>For one thread.
 */
final class NumberTable {
  private static final int FIRST_SLOTS = 1 << 7;
  private static final int MOST_SLOTS = Integer.MAX_VALUE - 8;
  private static final int MOST_BITS = 31;

  private int[] slots = new int[FIRST_SLOTS];

  /** The bits of a slot that its number has. */
  private int numberMask = FIRST_SLOTS - 1;

  private int size;

  /** About how much memory there is. */
  long bytes() {
    return (long) slots.length * Integer.BYTES;
  }

  /** Whether one number more can be added. */
  boolean hasRoomFor(int number) {
    return 4L * (size + 1) <= 3L * slots.length && number < numberMask;
  }

  /** Takes all numbers out, and makes room for more than so many, up to twice a number. */
  void clear(int count, int number) {
    if (4L * (count + 1) > 3L * slots.length) {
      slots = new int[Math.clamp(5L * (count + 1) / 3, FIRST_SLOTS, MOST_SLOTS)];
    } else {
      Arrays.fill(slots, 0);
    }
    int wide = Integer.SIZE + 1 - Integer.numberOfLeadingZeros(number + 1);
    int bits =
        Math.clamp(wide, Integer.SIZE - Integer.numberOfLeadingZeros(slots.length), MOST_BITS);
    numberMask = (int) ((1L << bits) - 1);
    size = 0;
  }

  /** The first slot whose number may be the one that is looked for, or the empty one behind. */
  int first(long hash) {
    return seek(home(hash), hash);
  }

  /** The slot that comes behind one for a hash, as {@link #first}. */
  int next(int slot, long hash) {
    return seek(following(slot), hash);
  }

  /** The slot where a hash belongs. */
  private int home(long hash) {
    return (int) (((hash & 0xffff_ffffL) * slots.length) >>> Integer.SIZE);
  }

  private int seek(int from, long hash) {
    int[] all = slots;
    int others = ~numberMask;
    int tag = tag(hash);
    int slot = from;
    while (all[slot] != 0 && (all[slot] & others) != tag) {
      slot = slot + 1 == all.length ? 0 : slot + 1;
    }
    return slot;
  }

  private int tag(long hash) {
    return (int) (hash >>> Integer.SIZE) & ~numberMask;
  }

  /** The number in a slot, −1 if it is empty. */
  int number(int slot) {
    return (slots[slot] & numberMask) - 1;
  }

  /** The number in the slot where a hash belongs, whatever it is, −1 if that is empty. */
  int numberAt(long hash) {
    return number(home(hash));
  }

  /** Adds a number that is not there, and that there is room for. */
  void add(long hash, int number) {
    int slot = home(hash);
    while (slots[slot] != 0) {
      slot = following(slot);
    }
    slots[slot] = tag(hash) | (number + 1);
    size++;
  }

  /**
   * Takes a number out, if it is there, and moves up those behind that it stood in the way of.
   *
   * @param hashes gives the hash of each number that is there
   * @return whether it was there
   */
  boolean remove(long hash, int number, IntToLongFunction hashes) {
    int slot = first(hash);
    while (number(slot) != number) {
      if (slots[slot] == 0) {
        return false;
      }
      slot = next(slot, hash);
    }
    close(slot, hashes);
    size--;
    return true;
  }

  private void close(int emptied, IntToLongFunction hashes) {
    int hole = emptied;
    slots[hole] = 0;
    for (int slot = following(hole); slots[slot] != 0; slot = following(slot)) {
      int wanted = home(hashes.applyAsLong(number(slot)));
      if (distance(wanted, slot) >= distance(hole, slot)) {
        slots[hole] = slots[slot];
        slots[slot] = 0;
        hole = slot;
      }
    }
  }

  /** The slot behind one; the first one is behind the last one. */
  private int following(int slot) {
    return slot + 1 == slots.length ? 0 : slot + 1;
  }

  /** How many slots there are from one up to another, excluded. */
  private int distance(int from, int to) {
    return to >= from ? to - from : to - from + slots.length;
  }
}
