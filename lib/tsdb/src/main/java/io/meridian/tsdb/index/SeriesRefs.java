package io.meridian.tsdb.index;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;

/**
 * A posting list as the index has it: references of series, unsigned 32-bit numbers, ascending in
 * an undamaged file, viewed where they stand. The checksum is verified already. Valid as long as
 * the index is open; safe for use by many threads.
 */
public final class SeriesRefs implements RefList {
  /** No series. */
  public static final SeriesRefs NONE =
      new SeriesRefs(new Section(MemorySegment.ofArray(new byte[4]), "no list", 0), 0);

  /** The count stands before the first reference. */
  private static final int FROM = 4;

  private final Section section;
  private final MemorySegment bytes;
  private final int size;

  SeriesRefs(Section section, int size) {
    this.section = section;
    this.bytes = section.bytes();
    this.size = size;
  }

  /** How many series there are. */
  public int size() {
    return size;
  }

  /** The reference at a position from 0 to {@link #size}. */
  @Override
  public int get(int position) {
    return bytes.get(IndexFile.U32, FROM + 4L * position);
  }

  /** Copies the references from a position on. */
  @Override
  public void copy(int position, int[] into, int at, int count) {
    MemorySegment.copy(bytes, IndexFile.U32, FROM + 4L * position, into, at, count);
  }

  @Override
  public CorruptDataException unsorted(int position) {
    return new CorruptDataException(
        section.name(),
        section.offset() + FROM + 4L * position,
        "the references of a posting list must ascend, these do not");
  }

  /** The references as a list to be read once. */
  public Postings postings() {
    return ListPostings.of(this, size);
  }

  /** All references. */
  public int[] toArray() {
    int[] refs = new int[size];
    copy(0, refs, 0, size);
    return refs;
  }
}
