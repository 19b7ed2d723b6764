package io.meridian.tsdb.index;

import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Buffers what is appended to a file, and sums up a checksum over a part of it. */
final class FileOutput {
  private static final VarHandle U32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int LONGEST_NUMBER = 10;

  private final DiskFile file;
  private final byte[] buffer;
  private int filled;
  private long written;
  private final CRC32C crc = new CRC32C();

  /**
   * Where in the buffer the bytes begin that the checksum does not know yet; −1 if none is summed
   * up.
   */
  private int crcFrom = -1;

  FileOutput(DiskFile file, int bufferSize) {
    this.file = file;
    this.buffer = new byte[bufferSize];
  }

  /** How many bytes were appended. */
  long position() {
    return written + filled;
  }

  void u8(int value) throws IOException {
    room(1);
    buffer[filled++] = (byte) value;
  }

  void u32(int value) throws IOException {
    room(4);
    U32.set(buffer, filled, value);
    filled += 4;
  }

  void uvarint(long value) throws IOException {
    room(LONGEST_NUMBER);
    filled = putUvarint(buffer, filled, value);
  }

  static int putUvarint(byte[] bytes, int at, long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at] = (byte) rest;
    return at + 1;
  }

  static int putVarint(byte[] bytes, int at, long value) {
    return putUvarint(bytes, at, (value << 1) ^ (value >> 63));
  }

  /** How many bytes a number takes. */
  static int uvarintSize(long value) {
    return value == 0 ? 1 : (70 - Long.numberOfLeadingZeros(value)) / 7;
  }

  void bytes(byte[] bytes, int from, int to) throws IOException {
    for (int at = from; at < to; ) {
      if (filled == buffer.length) {
        flush();
      }
      int part = Math.min(to - at, buffer.length - filled);
      System.arraycopy(bytes, at, buffer, filled, part);
      filled += part;
      at += part;
    }
  }

  void bytes(MemorySegment bytes) throws IOException {
    for (long at = 0; at < bytes.byteSize(); ) {
      if (filled == buffer.length) {
        flush();
      }
      int part = (int) Math.min(bytes.byteSize() - at, buffer.length - filled);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, buffer, filled, part);
      filled += part;
      at += part;
    }
  }

  /** Appends zeros up to a multiple of a number. */
  void pad(int multiple) throws IOException {
    while (position() % multiple != 0) {
      u8(0);
    }
  }

  /** Begins to sum up what is appended. */
  void beginChecksum() {
    crc.reset();
    crcFrom = filled;
  }

  /** Appends the checksum of what was appended since {@link #beginChecksum}. */
  void endChecksum() throws IOException {
    crc.update(buffer, crcFrom, filled - crcFrom);
    crcFrom = -1;
    u32((int) crc.getValue());
  }

  private void room(int bytes) throws IOException {
    if (buffer.length - filled < bytes) {
      flush();
    }
  }

  void flush() throws IOException {
    if (crcFrom >= 0) {
      crc.update(buffer, crcFrom, filled - crcFrom);
      crcFrom = 0;
    }
    file.write(buffer, 0, filled);
    written += filled;
    filled = 0;
  }
}
