package io.meridian.tsdb.head;

import com.carrotsearch.hppc.IntArrayList;
import io.meridian.model.LabelHash;
import io.meridian.model.PackedLabels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Labels, each pair of name and value once, as numbers from 0. A pair stands in a page as the field
 * of remote write 1.0, so that what a sender writes is compared with it word by word, and behind
 * that the number of its name:
 *
 * <pre>
 *   pair := {@link LabelField field} name (LEB128)
 * </pre>
 *
 * A pair costs its bytes, its place, and two slots of a {@link NumberTable}. Pairs that no series
 * has any more are released, their numbers used again.
 *
 * <p>Written by one thread; read by others under the head's lock.
 */
final class LabelPairs {
  private static final int PAGE = 1 << 16;
  private static final int FIRST_PAGE = 1 << 12;

  /** How many sparse pages are emptied at once. */
  private static final int PAGES_A_STEP = 64;

  private static final byte[] NONE = {};

  /** The place of a pair that is gone. */
  private static final int NOWHERE = -1;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** An empty array where all pairs of a page are gone. */
  private byte[][] pages = {};

  /** Bytes of pairs in use, by page. */
  private int[] used = {};

  private int page = -1;
  private int pageEnd;
  private long usedBytes;
  private long pageBytes;

  /** Page (upper 16 bits) and offset of each pair. */
  private int[] places = new int[64];

  private int size;
  private final IntArrayList free = new IntArrayList(0);

  private final NumberTable byHash = new NumberTable();

  /** How many numbers there are, also of pairs that are gone. */
  int numbers() {
    return size;
  }

  /** Whether a number is a pair's. */
  boolean isHere(int pair) {
    return places[pair] != NOWHERE;
  }

  /** How much memory there is for pairs. */
  long bytes() {
    return pageBytes + 4L * places.length + byHash.bytes();
  }

  /** The pairs that there are now, for readers without a lock. */
  PairTexts snapshot() {
    return new PairTexts(pages, places);
  }

  /** The pair of a field, or −1. */
  int find(byte[] field, int from, int to) {
    long hash = LabelHash.of(field, from, to);
    int slot = byHash.first(hash);
    int pair = byHash.number(slot);
    while (pair >= 0 && match(pair, field, from, to) != to) {
      slot = byHash.next(slot, hash);
      pair = byHash.number(slot);
    }
    return pair;
  }

  /**
   * Adds the pair of a field, which must be new.
   *
   * @param name the number of its name
   */
  int add(byte[] field, int from, int to, int name) {
    int pair = free.isEmpty() ? size++ : free.removeLast();
    if (pair == places.length) {
      places = Arrays.copyOf(places, pair + (pair >> 2));
    }
    places[pair] = store(field, from, to, name);
    if (byHash.hasRoomFor(pair)) {
      byHash.add(LabelHash.of(field, from, to), pair);
    } else {
      rehash();
    }
    return pair;
  }

  /** Forgets a pair that no series has; its number is used again. */
  void release(int pair) {
    byHash.remove(hash(pair), pair, this::hash);
    giveUp(places[pair] >>> 16, sizeOf(pair));
    places[pair] = NOWHERE;
    free.add(pair);
  }

  private long hash(int pair) {
    byte[] bytes = page(pair);
    int from = from(pair);
    return LabelHash.of(bytes, from, LabelField.end(bytes, from));
  }

  private void giveUp(int of, int bytes) {
    used[of] -= bytes;
    usedBytes -= bytes;
    if (used[of] == 0 && of != page) {
      pageBytes -= pages[of].length;
      pages = pages.clone();
      pages[of] = NONE;
    }
  }

  /**
   * Empties some pages of which more than half is not in use, if that is much of all.
   *
   * @return whether there may be more
   */
  boolean compact() {
    BitSet sparse = new BitSet();
    for (int i = 0; i < pages.length && sparse.cardinality() < PAGES_A_STEP; i++) {
      if (pages[i].length > 0 && i != page && used[i] < pages[i].length / 2) {
        sparse.set(i);
      }
    }
    if (sparse.isEmpty() || pageBytes - usedBytes < pageBytes / 4) {
      return false;
    }
    places = places.clone();
    for (int pair = 0; pair < size; pair++) {
      int of = isHere(pair) ? places[pair] >>> 16 : 0;
      if (isHere(pair) && sparse.get(of) && pages[of].length > 0) {
        int bytes = sizeOf(pair);
        int from = from(pair);
        places[pair] = store(pages[of], from, LabelField.end(pages[of], from), name(pair));
        giveUp(of, bytes);
      }
    }
    return true;
  }

  /** How many bytes a pair has in its page. */
  private int sizeOf(int pair) {
    int from = from(pair);
    return LabelField.end(page(pair), from) - from + PackedLabels.lengthSize(name(pair));
  }

  private int store(byte[] field, int from, int to, int name) {
    int needed = to - from + PackedLabels.lengthSize(name);
    if (page < 0 || pageEnd + needed > pages[page].length) {
      addPage(needed);
    }
    int at = pageEnd;
    System.arraycopy(field, from, pages[page], at, to - from);
    PackedLabels.putLength(pages[page], at + to - from, name);
    pageEnd += needed;
    used[page] += needed;
    usedBytes += needed;
    return (page << 16) | at;
  }

  private void addPage(int needed) {
    int unused = 0;
    while (unused < pages.length && pages[unused].length > 0) {
      unused++;
    }
    TableLimit.check(unused);
    pages = Arrays.copyOf(pages, Math.max(pages.length, unused + 1));
    used = Arrays.copyOf(used, pages.length);
    pages[unused] = new byte[Math.max(needed, pages.length == 1 ? FIRST_PAGE : PAGE)];
    used[unused] = 0;
    pageBytes += pages[unused].length;
    page = unused;
    pageEnd = 0;
  }

  private void rehash() {
    byHash.clear(size - free.size(), size);
    for (int pair = 0; pair < size; pair++) {
      if (isHere(pair)) {
        byHash.add(hash(pair), pair);
      }
    }
  }

  /** Reads numbers of pairs that stand in an array as LEB128. */
  static void numbers(byte[] source, int at, int[] into, int from, int to) {
    int read = at;
    for (int i = from; i < to; i++) {
      int pair = source[read++];
      if (pair < 0) { // as PackedLabels.length, which does not tell where it ends
        int next = source[read++];
        pair = (pair & 0x7f) | (next & 0x7f) << 7;
        for (int shift = 14; next < 0; shift += 7) {
          next = source[read++];
          pair |= (next & 0x7f) << shift;
        }
      }
      into[i] = pair;
    }
  }

  /** Makes places of the first numbers of an array. */
  void locate(int[] numbers, int count) {
    int[] all = places;
    for (int i = 0; i < count; i++) {
      numbers[i] = all[numbers[i]];
    }
  }

  /** Reads a byte of the pair at each of the first places, so that they are in the cache. */
  int touch(int[] of, int count) {
    byte[][] all = pages;
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += all[of[i] >>> 16][(of[i] & 0xffff) + LabelField.LEAST];
    }
    return sum;
  }

  /** Whether label bytes are the fields of the pairs at some places, one behind the other. */
  boolean match(int[] of, int first, int end, byte[] labels, int from, int to) {
    byte[][] all = pages;
    int at = from;
    for (int i = first; i < end && at >= 0; i++) {
      at = match(all[of[i] >>> 16], of[i] & 0xffff, labels, at, to);
    }
    return at == to;
  }

  /** As {@link #match(byte[], int, byte[], int, int)}, with a pair's field. */
  private int match(int pair, byte[] labels, int at, int to) {
    int place = places[pair];
    return match(pages[place >>> 16], place & 0xffff, labels, at, to);
  }

  /**
   * Compares label bytes with a field. How long the field is the label bytes say, which are at
   * hand: the field may have to be waited for, and nothing but the result depends on it. Words at
   * distances that the compiler knows share a check of bounds, so those that most fields have come
   * without a loop.
   *
   * @param to where the label bytes end
   * @return where the field ends that stands at {@code at}; −1 if something else stands there
   */
  private static int match(byte[] own, int from, byte[] labels, int at, int to) {
    if (to - at < LabelField.LEAST) {
      return -1;
    }
    int length = labels[at + 1];
    int size = length >= 0 ? 2 + length : LabelField.end(labels, at, to) - at;
    if (size < LabelField.LEAST || size > to - at || size > own.length - from) {
      return -1;
    }
    int last = size - Long.BYTES;
    long difference = difference(own, from + last, labels, at + last);
    int compared = 0;
    if (size > 24) {
      difference |= difference(own, from, labels, at);
      difference |= difference(own, from + 8, labels, at + 8);
      difference |= difference(own, from + 16, labels, at + 16);
      compared = 24;
    }
    for (int i = compared; i < last; i += Long.BYTES) {
      difference |= difference(own, from + i, labels, at + i);
    }
    return difference == 0 ? at + size : -1;
  }

  private static long difference(byte[] one, int at, byte[] other, int otherAt) {
    return (long) LONG.get(one, at) ^ (long) LONG.get(other, otherAt);
  }

  /** The array that holds a pair's field. */
  byte[] page(int pair) {
    return pages[places[pair] >>> 16];
  }

  /** Where a pair's field begins. */
  int from(int pair) {
    return places[pair] & 0xffff;
  }

  /** Moves a field to a pair. */
  void read(int pair, LabelField into) {
    byte[] bytes = page(pair);
    into.read(bytes, from(pair), bytes.length);
  }

  /** How many bytes a pair's value has. */
  int valueLength(int pair) {
    byte[] bytes = page(pair);
    int outer = from(pair) + 1;
    int name = outer + PackedLabels.lengthSize(PackedLabels.length(bytes, outer)) + 1;
    int nameLength = PackedLabels.length(bytes, name);
    return PackedLabels.length(bytes, name + PackedLabels.lengthSize(nameLength) + nameLength + 1);
  }

  /** The number of a pair's name. */
  int name(int pair) {
    byte[] bytes = page(pair);
    return PackedLabels.length(bytes, LabelField.end(bytes, from(pair)));
  }
}
