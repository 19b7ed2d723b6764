package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;

/**
 * A posting list as the index has it: references of series, unsigned 32-bit numbers, ascending in
 * an undamaged file, viewed where they stand. The checksum is verified already. Valid as long as
 * the index is open; safe for use by many threads.
 */
public final class SeriesRefs {
  /** No series. */
  public static final SeriesRefs NONE = new SeriesRefs(MemorySegment.ofArray(new byte[0]), 0, 0);

  private final MemorySegment bytes;
  private final long from;
  private final int size;

  SeriesRefs(MemorySegment bytes, long from, int size) {
    this.bytes = bytes;
    this.from = from;
    this.size = size;
  }

  /** How many series there are. */
  public int size() {
    return size;
  }

  /** The reference at a position from 0 to {@link #size}. */
  public int get(int position) {
    return bytes.get(IndexFile.U32, from + 4L * position);
  }

  /** Copies the references from a position on. */
  public void copy(int position, int[] into, int at, int count) {
    MemorySegment.copy(bytes, IndexFile.U32, from + 4L * position, into, at, count);
  }

  /** All references. */
  public int[] toArray() {
    int[] refs = new int[size];
    copy(0, refs, 0, size);
    return refs;
  }
}
