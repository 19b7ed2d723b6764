package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Crc32c;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The full chunks of one range of time, of all series, one behind the other in pages:
 *
 * <pre>
 *   chunk  := header headerCrc:32 dataCrc:32 data
 *   header := previous:64 minTime:64 maxTime:64 length:32 samples:16 encoding:8
 * </pre>
 *
 * Previous is the place of the chunk before of the same series, 0 if there is none; so a series is
 * a chain from its newest chunk to its oldest. A place is the range's number (16 bits, from 1), a
 * page (24 bits) and an offset (24 bits); it is never 0. Chunks never change; when the range is in
 * a block all of them are dropped together. {@link FullChunk} reads them.
 *
 * <p>Pages that are full are moved to files, some at a time: a quarter of what is in files already,
 * between 256 KiB and 4 MiB, so that a range has few files and small ones are moved too. Checksums
 * (CRC-32C) are made for heap and file alike, and tested on what comes from a file.
 *
 * <p>Chunks are added under its lock. A chunk can be read by who got its place with acquire
 * semantics from the writer, who published it with release semantics. A page's array is used again
 * once the page stands in a file, so a reader copies first and then looks whether it still does
 * not.
 */
final class FullChunks {
  static final int HEADER = 39;
  static final int CHECKED = 31;

  private static final int PAGE = SparePages.PAGE;
  private static final int FIRST_PAGE = 1 << 12;
  private static final int FIELD = 24;
  private static final long LEAST_SPILL = 1 << 18;
  private static final long MOST_SPILL = 1 << 22;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** Where a page's bytes are. */
  sealed interface Page {
    final class Heap implements Page {
      private final byte[] bytes;

      Heap(byte[] bytes) {
        this.bytes = bytes;
      }

      byte[] bytes() {
        return bytes;
      }
    }

    record Spilled(ByteRanges file, long from) implements Page {}
  }

  private final int number;
  private final long minTime;
  private final SpillFiles spill;

  /** Replaced when it grows; elements behind the last page are undefined. */
  private volatile Page[] pages = new Page[4];

  private int pageCount;
  private byte[] last = {};
  private int lastEnd;

  /** Pages before this one stand in files. */
  private int spilledPages;

  private long heapBytes;

  /** With how many bytes on the heap to try again after a failure. */
  private long retryBytes;

  private long spilledBytes;
  private final List<ByteRanges> files = new ArrayList<>();

  private volatile boolean sealed;
  private long lastTime = Long.MIN_VALUE;
  private long count;

  /** Views from this number on do not see the range. */
  private volatile long droppedAt = Long.MAX_VALUE;

  FullChunks(int number, long minTime, SpillFiles spill) {
    this.number = number;
    this.minTime = minTime;
    this.spill = spill;
  }

  /** The range's number. */
  int number() {
    return number;
  }

  /** Where the range begins, Unix milliseconds. */
  long minTime() {
    return minTime;
  }

  /** The last instant of any chunk. */
  synchronized long lastTime() {
    return lastTime;
  }

  /** How many chunks there are. */
  synchronized long count() {
    return count;
  }

  /** The number of the range that a place is in. */
  static int number(long place) {
    return (int) (place >>> (2 * FIELD));
  }

  /** Adds a chunk; returns its place. */
  synchronized long add(
      long previous,
      long from,
      long to,
      int samples,
      ChunkEncoding encoding,
      byte[] data,
      int dataFrom,
      int length) {
    int needed = HEADER + length;
    if (lastEnd + needed > last.length) {
      addPage(Math.max(needed, pageCount == 0 ? FIRST_PAGE : PAGE));
    }
    int at = lastEnd;
    LONG.set(last, at, previous);
    LONG.set(last, at + 8, from);
    LONG.set(last, at + 16, to);
    INT.set(last, at + 24, length);
    last[at + 28] = (byte) (samples >>> 8);
    last[at + 29] = (byte) samples;
    last[at + 30] = (byte) encoding.code();
    INT.set(last, at + CHECKED, Crc32c.of(last, at, at + CHECKED));
    INT.set(last, at + CHECKED + 4, Crc32c.of(data, dataFrom, dataFrom + length));
    System.arraycopy(data, dataFrom, last, at + HEADER, length);
    lastEnd += needed;
    lastTime = Math.max(lastTime, to);
    count++;
    return ((long) number << (2 * FIELD)) | ((long) (pageCount - 1) << FIELD) | at;
  }

  private void addPage(int size) {
    spill();
    Page[] all = pages;
    if (pageCount == all.length) {
      all = Arrays.copyOf(all, 2 * pageCount);
      pages = all;
    }
    last = size == PAGE ? SparePages.SHARED.take() : new byte[size];
    lastEnd = 0;
    heapBytes += size;
    all[pageCount++] = new Page.Heap(last);
  }

  /** Moves the pages that are on the heap to a file, if they are many enough. */
  private void spill() {
    long enough = Math.clamp(spilledBytes / 4, LEAST_SPILL, MOST_SPILL);
    if (!spill.isEnabled() || heapBytes < Math.max(enough, retryBytes)) {
      return;
    }
    List<byte[]> moved = new ArrayList<>();
    for (int page = spilledPages; page < pageCount; page++) {
      if (pages[page] instanceof Page.Heap heap) {
        moved.add(heap.bytes());
      }
    }
    Optional<ByteRanges> file = spill.write(moved);
    if (file.isEmpty()) {
      retryBytes = heapBytes + heapBytes / 4;
      return;
    }
    long at = SpillFiles.HEADER;
    for (byte[] bytes : moved) {
      pages[spilledPages++] = new Page.Spilled(file.get(), at);
      at += bytes.length;
    }
    VarHandle.storeStoreFence(); // who sees new bytes in an old array sees that its page has gone
    moved.forEach(SparePages.SHARED::give);
    spilledBytes += at;
    heapBytes = 0;
    retryBytes = 0;
    files.add(file.get());
  }

  /** Where the bytes are that a place is in. */
  Page page(long place) {
    return pages[(int) (place >>> FIELD) & ((1 << FIELD) - 1)];
  }

  /**
   * Copies bytes of the page that a place is in, unless the page stands in a file.
   *
   * @param at where in the page they begin
   * @return the page's place in a file, if they are not copied; null if they are
   */
  Page.@Nullable Spilled copy(long place, int at, int length, byte[] into) {
    return copy(page(place), place, at, length, into);
  }

  /** As the other, with the page as it was found before. */
  Page.@Nullable Spilled copy(Page found, long place, int at, int length, byte[] into) {
    if (found instanceof Page.Heap heap) {
      System.arraycopy(heap.bytes(), at, into, 0, length);
      VarHandle.loadLoadFence();
    }
    return page(place) instanceof Page.Spilled spilled ? spilled : null;
  }

  /** Where in its page a chunk begins. */
  static int offset(long place) {
    return (int) place & ((1 << FIELD) - 1);
  }

  /** Whether a view sees the range. */
  boolean isSeenBy(long view) {
    return view < droppedAt;
  }

  /** Whether chunks may still be added. */
  boolean isOpen() {
    return !sealed;
  }

  /** Lets no chunks be added any more; samples that come are for another range of the same time. */
  void seal() {
    sealed = true;
  }

  /** Hides the range from views from a number on. */
  void drop(long firstView) {
    sealed = true;
    droppedAt = firstView;
  }

  /** Gives up what the range holds, once nobody reads it any more. */
  synchronized void close() {
    files.forEach(spill::drop);
    files.clear();
    pages = new Page[0];
  }
}
