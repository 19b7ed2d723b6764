package io.meridian.tsdb.file;

import io.meridian.model.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

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
   * Reads a range into the beginning of an array that the caller has, who reads many small ones.
   *
   * @throws io.meridian.model.CorruptDataException as {@link #read(long, long)} does
   * @throws io.meridian.model.UnavailableException if the bytes cannot be had
   * @throws IllegalStateException if this is closed
   */
  default void read(long offset, int length, byte[] into) {
    MemorySegment.copy(read(offset, length), ValueLayout.JAVA_BYTE, 0, into, 0, length);
  }

  /**
   * Whether the bytes are in memory already, so that a read is a view that costs nothing. Otherwise
   * readers ask for few ranges, and for neighbours together.
   */
  default boolean inMemory() {
    return false;
  }

  /**
   * What a read costs beside what its bytes cost, in nanoseconds, about: of bytes that are far away
   * readers ask for much at once.
   */
  default long latencyNanos() {
    return inMemory() ? 0 : 5_000;
  }

  /**
   * Fetches ranges that will be read soon, where that takes long, in few reads side by side. What
   * is near fetches nothing.
   *
   * @param offsets where the ranges begin, ascending
   * @param ends where they end; as far as the bytes go
   * @param count how many there are
   * @throws io.meridian.model.UnavailableException if the bytes cannot be had
   */
  default HeldRanges fetch(long[] offsets, long[] ends, int count) {
    return HeldRanges.none();
  }

  /**
   * Drops what is kept of these bytes, because what was read of them proved damaged. Whether
   * another read may give other bytes.
   */
  default boolean dropDamaged() {
    return false;
  }

  /**
   * Takes what was read out of the process' memory where it is the file's anyway: pages of a
   * mapping, which come back when they are read again. Nothing that was read becomes invalid.
   */
  default void release() {}

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
