package io.meridian.cli.openmetrics;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a run: samples in the order of blocks, in a file that only this process reads again.
 *
 * <pre>
 *   run    := group*
 *   group  := window:varint length:uvarint labels sample* 0        ascending by window, then labels
 *   sample := line:uvarint delta:varint value:8 bytes              ascending by time, then line
 * </pre>
 *
 * A window is the number of a block's range since the epoch; the delta is that of the time to the
 * sample before, of the first to 0; a line's number is never 0. Varints are zigzag, values
 * little-endian.
 */
final class RunWriter implements Closeable {
  static final VarHandle BITS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  /** The most bytes of a sample: two numbers of ten bytes each, and the value. */
  static final int LONGEST_SAMPLE = 10 + 10 + Long.BYTES;

  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private final byte[] buffer = new byte[BUFFER];
  private int size;
  private long lastTime;

  RunWriter(Path file) throws IOException {
    out = Files.newOutputStream(file);
  }

  void beginGroup(long window, byte[] labels, int from, int to) throws IOException {
    room();
    putSigned(window);
    putUnsigned(to - from);
    if (to - from > buffer.length - size) {
      flush();
    }
    if (to - from > buffer.length) {
      out.write(labels, from, to - from);
    } else {
      System.arraycopy(labels, from, buffer, size, to - from);
      size += to - from;
    }
    lastTime = 0;
  }

  void add(long line, long time, double value) throws IOException {
    room();
    putUnsigned(line);
    putSigned(time - lastTime);
    lastTime = time;
    BITS.set(buffer, size, Double.doubleToRawLongBits(value));
    size += Long.BYTES;
  }

  void endGroup() throws IOException {
    room();
    buffer[size++] = 0;
  }

  /** Makes room for a sample, or for two numbers. */
  private void room() throws IOException {
    if (size + LONGEST_SAMPLE > buffer.length) {
      flush();
    }
  }

  private void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }

  private void putSigned(long number) {
    putUnsigned(number << 1 ^ number >> 63);
  }

  private void putUnsigned(long number) {
    long rest = number;
    while (rest >>> 7 != 0) {
      buffer[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
  }

  @Override
  public void close() throws IOException {
    try (out) {
      flush();
    }
  }
}
