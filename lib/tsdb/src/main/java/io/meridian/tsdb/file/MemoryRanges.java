package io.meridian.tsdb.file;

import java.lang.foreign.MemorySegment;

/** Bytes of an array. Closing it does nothing: the array stays readable. */
public final class MemoryRanges implements ByteRanges {
  private final String name;
  private final MemorySegment bytes;

  /**
   * The bytes of an array.
   *
   * @param name what errors call them
   * @param bytes not copied; not to be written to as long as this is read
   */
  public MemoryRanges(String name, byte[] bytes) {
    this.name = name;
    this.bytes = MemorySegment.ofArray(bytes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkRange(offset, length);
    return bytes.asSlice(offset, length);
  }

  @Override
  public boolean inMemory() {
    return true;
  }

  @Override
  public void close() {}
}
