package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.HeldRanges;
import io.meridian.tsdb.file.VerifiedRead;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Reads series' entries out of ranges that are fetched for several of them: a read takes what lies
 * behind the wanted entry along, and more the longer the series are read one after the other. For
 * one thread.
 */
final class SeriesWindow {
  private static final int SMALLEST = 1 << 16;
  private static final int LARGEST = 1 << 21;

  /** What an entry hardly exceeds. */
  private static final int LIKELY_ENTRY = 1 << 12;

  /** More than a length takes. */
  private static final int LENGTH_BYTES = 10;

  private @Nullable IndexFile file;
  private MemorySegment bytes = MemorySegment.ofArray(new byte[0]);
  private long from;
  private int ahead = SMALLEST;

  /** The series that will be wanted, ascending; those before {@link #expectedAt} were read. */
  private int[] expected = new int[0];

  private int expectedAt;
  private int expectedEnd;

  /** What was fetched of the expected series. */
  private HeldRanges held = HeldRanges.none();

  /** Whether what was fetched of the entry that is wanted proved damaged. */
  private boolean damaged;

  /** Fetches the expected series together where they are far; returns how many bytes it holds. */
  long fetch(IndexFile index, int[] refs, int first, int end) {
    if (index.whole() != null || !SelectionCosts.isFar(index.latencyNanos())) {
      return 0;
    }
    long[] offsets = new long[end - first];
    long[] ends = new long[end - first];
    for (int i = first; i < end; i++) {
      offsets[i - first] = index.seriesOffset(refs[i]);
      ends[i - first] = Math.min(index.seriesEnd(), offsets[i - first] + LIKELY_ENTRY);
    }
    held = index.fetch(offsets, ends, end - first);
    return held.bytes();
  }

  /** Says which series will be read next, ascending: reads take as much along as these need. */
  void expect(int[] refs, int first, int end) {
    if (expected.length < end - first) {
      expected = new int[end - first];
    }
    System.arraycopy(refs, first, expected, 0, end - first);
    expectedAt = 0;
    expectedEnd = end - first;
  }

  /** Puts the body of the entry at an offset, and the checksum behind it, into a series' array. */
  void load(IndexFile index, Symbols symbols, int ref, SeriesEntry into) {
    long offset = index.seriesOffset(ref);
    MemorySegment whole = index.whole();
    if (whole == null) {
      loadFetched(index, symbols, ref, offset, into);
    } else {
      copyBody(index, symbols, ref, offset, whole, 0, into);
    }
  }

  private void loadFetched(
      IndexFile index, Symbols symbols, int ref, long offset, SeriesEntry into) {
    for (int attempt = 1; ; attempt++) {
      try {
        fetch(index, offset, LENGTH_BYTES);
        copyBody(index, symbols, ref, offset, bytes, from, into);
        damaged = false;
        return;
      } catch (CorruptDataException e) {
        if (attempt == VerifiedRead.ATTEMPTS || !index.dropDamaged()) {
          throw e;
        }
        damaged = true;
        file = null;
      }
    }
  }

  private void copyBody(
      IndexFile index,
      Symbols symbols,
      int ref,
      long offset,
      MemorySegment source,
      long sourceFrom,
      SeriesEntry into) {
    long at = offset - sourceFrom;
    long length = 0;
    for (int shift = 0; ; shift += 7) {
      if (at >= source.byteSize() || shift > 28) {
        throw index.corrupt(offset, "expected the length of a series");
      }
      byte next = source.get(ValueLayout.JAVA_BYTE, at++);
      length |= (next & 0x7fL) << shift;
      if (next >= 0) {
        break;
      }
    }
    long body = sourceFrom + at;
    if (length > index.seriesEnd() - body - 4) {
      throw index.corrupt(
          offset, "a series of " + length + " bytes does not end before the series' end");
    }
    MemorySegment all = source;
    if (at + length + 4 > source.byteSize()) {
      fetch(index, offset, body + length + 4 - offset);
      all = bytes;
      at = body - from;
    }
    MemorySegment.copy(
        all, ValueLayout.JAVA_BYTE, at, into.body((int) length), 0, (int) length + 4);
    into.load(ref, symbols, index.name(), body, (int) length);
  }

  /** Makes the window hold a range, as far as the series go. */
  private void fetch(IndexFile index, long offset, long length) {
    long end = Math.min(offset + length, index.seriesEnd());
    long windowEnd = from + bytes.byteSize();
    boolean same = file == index;
    if (same && offset >= from && end <= windowEnd) {
      return;
    }
    MemorySegment known = held.from(offset);
    if (!damaged && known.byteSize() >= end - offset) {
      bytes = known;
      from = offset;
      file = index;
      return;
    }
    boolean goesOn = same && offset >= from && offset <= windowEnd + SMALLEST;
    ahead = goesOn ? Math.min(2 * ahead, LARGEST) : SMALLEST;
    long wanted = Math.max(end - offset, Math.max(ahead, expectedSize(index, offset)));
    long size = Math.min(wanted, index.seriesEnd() - offset);
    bytes = index.read(offset, size);
    from = offset;
    file = index;
  }

  /** How far a read has to go from an offset to take along the expected series that are near. */
  private long expectedSize(IndexFile index, long offset) {
    long end = offset;
    while (expectedAt < expectedEnd) {
      long next = index.seriesOffset(expected[expectedAt]);
      if (next > end + SMALLEST || next > offset + LARGEST) {
        break;
      }
      end = Math.max(end, next + LIKELY_ENTRY);
      expectedAt++;
    }
    return end - offset;
  }
}
