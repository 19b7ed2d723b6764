package io.meridian.tsdb.file;

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
   */
  MemorySegment read(long offset, long length);

  @Override
  void close();
}
