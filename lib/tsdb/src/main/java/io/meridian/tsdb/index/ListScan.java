package io.meridian.tsdb.index;

import io.meridian.model.QueryContext;
import io.meridian.tsdb.file.HeldRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Reads many posting lists in the order they are given, and verifies them. Where the bytes are not
 * in memory, lists that stand close together come with one read. Short lists, of which a pattern
 * can match a hundred thousand, are read out of an array without an object made for any of them.
 */
final class ListScan {
  /** A list of so many bytes is short. */
  private static final int SHORT = 1 << 12;

  /** Bytes between two lists that are rather read in vain than asked for apart. */
  private static final long GAP = 1 << 16;

  private static final long LARGEST_READ = 1 << 24;
  private static final int LARGEST_WINDOW = 1 << 16;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final IndexFile file;
  private final HeldRanges held;
  private final QueryContext context;
  private final CRC32C crc = new CRC32C();

  private MemorySegment bytes = MemorySegment.ofArray(new byte[0]);

  /** Where in the file {@link #bytes} begins. */
  private long bytesFrom;

  /** A copy of a part of {@link #bytes}. */
  private byte[] window = new byte[SHORT];

  private long windowFrom;
  private int windowSize;
  private int ahead = SHORT;

  /** How many references the file has room for. */
  private final long room;

  /** How many references the lists had so far. */
  private long references;

  /**
   * A scan.
   *
   * @param held lists that were fetched before
   */
  ListScan(IndexFile file, HeldRanges held, QueryContext context) {
    this.file = file;
    this.held = held;
    this.context = context;
    this.room = file.size() / 4;
  }

  /** Takes the lists. */
  interface Visitor {
    /**
     * A short list.
     *
     * @param refs holds big-endian references from an offset on
     */
    void take(int list, byte[] refs, int from, int count);

    /** A long list. */
    void take(int list, SeriesRefs refs);
  }

  /** A reference that a visitor was given. */
  static int ref(byte[] refs, int at) {
    return (int) INT.get(refs, at);
  }

  void read(PostingsLists lists, Visitor visitor) {
    long end = 0;
    for (int i = 0; i < lists.size(); i++) {
      if (i % SeriesIndex.STEPS_A_CHECK == 0) {
        context.check();
      }
      if (lists.end(i) <= lists.offset(i)) {
        takeLong(lists.offset(i), i, file.list(lists.offset(i), 0), visitor);
        continue;
      }
      if (lists.offset(i) < bytesFrom || lists.end(i) > end) {
        context.check();
        bytesFrom = lists.offset(i);
        end = runEnd(lists, i);
        bytes = bytes(end - bytesFrom);
        windowSize = 0;
      }
      read(lists, i, visitor);
    }
  }

  private MemorySegment bytes(long size) {
    MemorySegment known = held.from(bytesFrom);
    return known.byteSize() >= size ? known.asSlice(0, size) : file.read(bytesFrom, size);
  }

  /** Where a read can end that begins with a list. */
  private long runEnd(PostingsLists lists, int first) {
    long limit = file.whole() == null ? LARGEST_READ : Long.MAX_VALUE;
    long gap = file.whole() == null ? GAP : Long.MAX_VALUE;
    long end = lists.end(first);
    for (int i = first + 1; i < lists.size(); i++) {
      long next = lists.offset(i);
      boolean joins =
          next >= end
              && next - end <= gap
              && lists.end(i) > next
              && lists.end(i) - lists.offset(first) <= limit;
      if (!joins) {
        break;
      }
      end = lists.end(i);
    }
    return end;
  }

  private void read(PostingsLists lists, int list, Visitor visitor) {
    long offset = lists.offset(list);
    long size = lists.end(list) - offset;
    if (size > SHORT || size < 12) {
      takeLong(offset, list, longList(offset, lists.end(list)), visitor);
      return;
    }
    int at = window(offset, (int) size);
    long length = Integer.toUnsignedLong(ref(window, at));
    long count = Integer.toUnsignedLong(ref(window, at + 4));
    if (length > size - 8 || length != 4 + 4 * count || !verified(at, (int) length)) {
      takeLong(offset, list, file.list(offset, lists.end(list)), visitor); // says what is wrong
      return;
    }
    count(offset, count);
    visitor.take(list, window, at + 8, (int) count);
  }

  private void takeLong(long offset, int list, SeriesRefs refs, Visitor visitor) {
    count(offset, refs.size());
    visitor.take(list, refs);
  }

  /** Refuses lists that have more references than the file has room for: they must overlap. */
  private void count(long offset, long count) {
    references += count;
    if (references > room) {
      throw file.corrupt(
          offset, "posting lists of different values have more references than the file can hold");
    }
  }

  private boolean verified(int at, int length) {
    crc.reset();
    crc.update(window, at + 4, length);
    return (int) crc.getValue() == ref(window, at + 4 + length);
  }

  private SeriesRefs longList(long offset, long end) {
    MemorySegment list = bytes.asSlice(offset - bytesFrom, end - offset);
    long length = list.byteSize() < 8 ? -1 : Integer.toUnsignedLong(list.get(IndexFile.U32, 0));
    return length >= 0 && length + 8 <= list.byteSize() && IndexFile.isWhole(list, length)
        ? IndexFile.list(file.section(list, offset, length))
        : file.list(offset, end);
  }

  /** Makes the window hold a list, and returns where in it. */
  private int window(long offset, int size) {
    long at = offset - windowFrom;
    if (at < 0 || at + size > windowSize) {
      boolean goesOn = windowSize > 0 && at >= 0 && at <= windowSize + SHORT;
      ahead = goesOn ? Math.min(2 * ahead, LARGEST_WINDOW) : SHORT;
      int wanted = (int) Math.min(Math.max(size, ahead), bytes.byteSize() - (offset - bytesFrom));
      if (window.length < wanted) {
        window = new byte[LARGEST_WINDOW];
      }
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset - bytesFrom, window, 0, wanted);
      windowFrom = offset;
      windowSize = wanted;
      at = 0;
    }
    return (int) at;
  }
}
