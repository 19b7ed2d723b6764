package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkEncoding;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The full chunks of one range of time, of all series, one behind the other in pages:
 *
 * <pre>
 *   chunk := previous:64 minTime:64 maxTime:64 length:32 samples:16 encoding:8 data
 * </pre>
 *
 * Previous is the place of the chunk before of the same series, 0 if there is none; so a series is
 * a chain from its newest chunk to its oldest. A place is the range's number (16 bits, from 1), a
 * page (24 bits) and an offset (24 bits); it is never 0. Chunks never change; when the range is in
 * a block all of them are dropped together.
 *
 * <p>Chunks are added under its lock, which only threads that replay a log contend for. A chunk can
 * be read by who got its place from the writer with acquire semantics.
 */
final class FullChunks {
  private static final int PAGE = 1 << 16;
  private static final int HEADER = 31;
  private static final int FIELD = 24;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private final int number;
  private final long minTime;
  private volatile byte[][] pages = {};
  private int pageEnd;

  FullChunks(int number, long minTime) {
    this.number = number;
    this.minTime = minTime;
  }

  /** The range's number. */
  int number() {
    return number;
  }

  /** Where the range begins, Unix milliseconds. */
  long minTime() {
    return minTime;
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
    byte[][] all = pages;
    if (all.length == 0 || pageEnd + needed > all[all.length - 1].length) {
      byte[][] more = Arrays.copyOf(all, all.length + 1);
      more[all.length] = new byte[Math.max(needed, all.length == 0 ? 1 << 12 : PAGE)];
      pages = more;
      all = more;
      pageEnd = 0;
    }
    byte[] page = all[all.length - 1];
    int at = pageEnd;
    LONG.set(page, at, previous);
    LONG.set(page, at + 8, from);
    LONG.set(page, at + 16, to);
    INT.set(page, at + 24, length);
    page[at + 28] = (byte) (samples >>> 8);
    page[at + 29] = (byte) samples;
    page[at + 30] = (byte) encoding.code();
    System.arraycopy(data, dataFrom, page, at + HEADER, length);
    pageEnd += needed;
    return ((long) number << (2 * FIELD)) | ((long) (all.length - 1) << FIELD) | at;
  }

  byte[] page(long place) {
    return pages[(int) (place >>> FIELD) & ((1 << FIELD) - 1)];
  }

  private static int offset(long place) {
    return (int) place & ((1 << FIELD) - 1);
  }

  long previous(long place) {
    return (long) LONG.get(page(place), offset(place));
  }

  long minTime(long place) {
    return (long) LONG.get(page(place), offset(place) + 8);
  }

  long maxTime(long place) {
    return (long) LONG.get(page(place), offset(place) + 16);
  }

  int samples(long place) {
    byte[] page = page(place);
    int at = offset(place) + 28;
    return ((page[at] & 0xff) << 8) | (page[at + 1] & 0xff);
  }

  ChunkEncoding encoding(long place) {
    return ChunkEncoding.of(page(place)[offset(place) + 30] & 0xff, "head", place);
  }

  /** Where in its page a chunk's data begins. */
  static int dataFrom(long place) {
    return offset(place) + HEADER;
  }

  int length(long place) {
    return (int) INT.get(page(place), offset(place) + 24);
  }
}
