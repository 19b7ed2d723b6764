package io.meridian.tsdb.file;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;

/**
 * Bytes that can be read by range: a mapped file, a file read by position, or an object in a
 * bucket. Safe for use by many threads.
 */
public interface ByteRanges extends AutoCloseable {
  /** What errors call these bytes: a path or an object's name. */
  String name();

  /** How many bytes there are. */
  long size();

  /**
   * Reads a range. The segment is valid until this is closed and is not to be written to; it may be
   * a view of a mapping or a copy on the heap.
   *
   * @throws io.meridian.model.CorruptDataException if the range does not lie within the bytes
   * @throws io.meridian.model.UnavailableException if the bytes cannot be had
   * @throws IllegalStateException if this is closed
   */
  MemorySegment read(long offset, long length);

  /**
   * Whether the bytes are in memory already, so that a read is a view that costs nothing. Otherwise
   * readers ask for few ranges, and for neighbours together.
   */
  default boolean inMemory() {
    return false;
  }

  /**
   * Refuses a range that does not lie within the bytes.
   *
   * @throws io.meridian.model.CorruptDataException naming these bytes, the offset and their size
   */
  default void checkRange(long offset, long length) {
    if (offset < 0 || length < 0 || offset > size() - length) {
      throw new CorruptDataException(
          name(),
          offset,
          "expected " + length + " bytes here, but there are " + size() + " bytes altogether");
    }
  }

  @Override
  void close();
}
