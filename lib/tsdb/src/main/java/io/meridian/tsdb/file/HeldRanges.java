package io.meridian.tsdb.file;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Ranges of bytes that were fetched before they are read. Safe for use by many threads. */
public final class HeldRanges {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  private final long[] offsets;
  private final MemorySegment[] ranges;

  /**
   * Ranges that do not overlap.
   *
   * @param offsets where they begin, ascending
   * @param ranges the bytes of each
   */
  public HeldRanges(long[] offsets, MemorySegment[] ranges) {
    this.offsets = offsets;
    this.ranges = ranges;
  }

  /** No ranges. */
  public static HeldRanges none() {
    return new HeldRanges(new long[0], new MemorySegment[0]);
  }

  /** Whether nothing is held. */
  public boolean isEmpty() {
    return ranges.length == 0;
  }

  /** How many bytes are held. */
  public long bytes() {
    return Arrays.stream(ranges).mapToLong(MemorySegment::byteSize).sum();
  }

  /** What is held from an offset on, to the end of its range; no bytes if it is in none. */
  public MemorySegment from(long offset) {
    int range = range(offset);
    if (range < 0 || offset - offsets[range] >= ranges[range].byteSize()) {
      return NOTHING;
    }
    return ranges[range].asSlice(offset - offsets[range]);
  }

  private int range(long offset) {
    int found = Arrays.binarySearch(offsets, offset);
    return found >= 0 ? found : -found - 2;
  }
}
