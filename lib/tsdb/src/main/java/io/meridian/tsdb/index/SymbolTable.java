package io.meridian.tsdb.index;

import io.meridian.model.PackedLabels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The symbols of an index that is being written: ascending, found by reference and by value. Their
 * bytes stand in pages in the form that the file will have, four bytes a symbol say where, and
 * sixteen to thirty-two hold the hash table.
 */
final class SymbolTable implements IndexSymbols {
  private static final VarHandle U64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAGE_BITS = 20;
  private static final int PAGE_SIZE = 1 << PAGE_BITS;

  /**
   * Length and bytes of each symbol; no symbol crosses a page's end, a long one has a page of its
   * own.
   */
  private final List<byte[]> pages = new ArrayList<>();

  private int[] filled = new int[16];

  /** Page and offset in it of each symbol. */
  private int[] places = new int[1024];

  private int count;
  private long bytes;

  /**
   * Upper half the hash, lower half the symbol; −1 where there is none. Made when the last symbol
   * is known.
   */
  private long[] slots = new long[0];

  @Override
  public int count() {
    return count;
  }

  /**
   * Adds a symbol.
   *
   * @throws IllegalArgumentException if it does not come after the one before
   */
  int add(byte[] symbol, int from, int to) {
    if (count > 0 && compare(count - 1, symbol, from, to) >= 0) {
      throw new IllegalArgumentException(
          "symbols must ascend, \""
              + new String(symbol, from, to - from, StandardCharsets.UTF_8)
              + "\" comes after \""
              + text(count - 1)
              + '"');
    }
    int size = PackedLabels.lengthSize(to - from) + to - from;
    bytes += size;
    if (bytes + 4 > 0xffff_ffffL || count == Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException("the symbols of an index cannot have more than 4 GiB");
    }
    int page = page(size);
    int at = filled[page];
    int next = PackedLabels.putLength(pages.get(page), at, to - from);
    System.arraycopy(symbol, from, pages.get(page), next, to - from);
    filled[page] = at + size;
    if (count == places.length) {
      places = Arrays.copyOf(places, (int) Math.min(2L * count, Integer.MAX_VALUE - 8));
    }
    places[count] = (page << PAGE_BITS) | at;
    return count++;
  }

  private int page(int size) {
    int last = pages.size() - 1;
    if (last >= 0 && filled[last] + size <= PAGE_SIZE) {
      return last;
    }
    if (last + 1 == 1 << (32 - PAGE_BITS)) {
      throw new IllegalArgumentException("the symbols of an index cannot have more than 4 GiB");
    }
    pages.add(new byte[Math.max(size, PAGE_SIZE)]);
    if (last + 1 == filled.length) {
      filled = Arrays.copyOf(filled, 2 * filled.length);
    }
    filled[last + 1] = 0;
    return last + 1;
  }

  private int compare(int ref, byte[] symbol, int from, int to) {
    byte[] page = pageOf(places[ref]);
    int at = offset(places[ref]);
    int length = PackedLabels.length(page, at);
    at += PackedLabels.lengthSize(length);
    return Arrays.compareUnsigned(page, at, at + length, symbol, from, to);
  }

  private byte[] pageOf(int place) {
    return pages.get(place >>> PAGE_BITS);
  }

  private static int offset(int place) {
    return place & (PAGE_SIZE - 1);
  }

  @Override
  public void read(int symbol, SymbolText into) {
    byte[] page = pageOf(places[symbol]);
    int at = offset(places[symbol]);
    int length = PackedLabels.length(page, at);
    int from = at + PackedLabels.lengthSize(length);
    into.set(page, from, from + length);
  }

  private String text(int symbol) {
    SymbolText text = new SymbolText();
    read(symbol, text);
    return text.toString();
  }

  /** The reference of a symbol, or −1 if it was not added. The first call makes the table. */
  int find(byte[] symbol, int from, int to) {
    if (slots.length == 0) {
      hashAll();
    }
    long hash = hash(symbol, from, to);
    for (int slot = slot(hash); slots[slot] >= 0; slot = (slot + 1) & (slots.length - 1)) {
      if ((slots[slot] ^ hash) >>> 32 == 0 && compare((int) slots[slot], symbol, from, to) == 0) {
        return (int) slots[slot];
      }
    }
    return -1;
  }

  private void hashAll() {
    slots = new long[Math.clamp(4L * Integer.highestOneBit(count), 16, 1 << 30)];
    Arrays.fill(slots, -1);
    for (int ref = 0; ref < count; ref++) {
      byte[] page = pageOf(places[ref]);
      int at = offset(places[ref]);
      int length = PackedLabels.length(page, at);
      at += PackedLabels.lengthSize(length);
      long hash = hash(page, at, at + length);
      int slot = slot(hash);
      while (slots[slot] >= 0) {
        slot = (slot + 1) & (slots.length - 1);
      }
      slots[slot] = (hash & ~0xffff_ffffL) | ref;
    }
  }

  private int slot(long hash) {
    return (int) hash & (slots.length - 1);
  }

  /** A hash whose upper half is not negative. */
  private static long hash(byte[] bytes, int from, int to) {
    long hash = (long) to - from;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      hash = mix(hash ^ (long) U64.get(bytes, at));
    }
    long tail = 0;
    for (; at < to; at++) {
      tail = (tail << 8) | (bytes[at] & 0xff);
    }
    return mix(hash ^ tail) & Long.MAX_VALUE;
  }

  private static long mix(long value) {
    long product = value * 0x9E3779B97F4A7C15L;
    return ((product ^ (product >>> 32)) * 0xD6E8FEB86659FD93L) ^ (product >>> 29);
  }
}
