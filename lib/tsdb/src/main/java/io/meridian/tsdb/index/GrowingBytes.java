package io.meridian.tsdb.index;

import java.lang.foreign.MemorySegment;

/** Collects numbers in an array, little-endian. */
final class GrowingBytes {
  private byte[] bytes = new byte[1024];
  private int size;

  int size() {
    return size;
  }

  MemorySegment segment() {
    return MemorySegment.ofArray(bytes).asSlice(0, size);
  }

  void u32(int value) {
    room(4);
    MemorySegment.ofArray(bytes).set(HeaderLayout.U32, size, value);
    size += 4;
  }

  void u64(long value) {
    room(8);
    MemorySegment.ofArray(bytes).set(HeaderLayout.U64, size, value);
    size += 8;
  }

  void uvarint(long value) {
    room(10);
    size = FileOutput.putUvarint(bytes, size, value);
  }

  void varint(long value) {
    room(10);
    size = FileOutput.putVarint(bytes, size, value);
  }

  private void room(int more) {
    bytes = Symbols.grown(bytes, Math.addExact(size, more));
  }
}
