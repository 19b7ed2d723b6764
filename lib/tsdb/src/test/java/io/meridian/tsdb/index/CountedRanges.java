package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes that are not in memory as far as readers know, with a count of the reads. */
final class CountedRanges implements ByteRanges {
  private final MemorySegment bytes;
  private int reads;
  private long bytesRead;

  CountedRanges(byte[] bytes) {
    this.bytes = MemorySegment.ofArray(bytes);
  }

  int reads() {
    return reads;
  }

  long bytesRead() {
    return bytesRead;
  }

  void reset() {
    reads = 0;
    bytesRead = 0;
  }

  @Override
  public String name() {
    return "counted/index";
  }

  @Override
  public long size() {
    return bytes.byteSize();
  }

  @Override
  public MemorySegment read(long offset, long length) {
    checkRange(offset, length);
    reads++;
    bytesRead += length;
    return MemorySegment.ofArray(bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE));
  }

  @Override
  public void close() {}
}
