package io.meridian.cli.openmetrics;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
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
 * sample before, of the first to 0; a line's number is never 0. Varints are zigzag.
 */
final class RunWriter implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final OutputStream out;
  private long lastTime;

  RunWriter(Path file) throws IOException {
    out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
  }

  void beginGroup(long window, byte[] labels, int from, int to) throws IOException {
    putSigned(window);
    putUnsigned(to - from);
    out.write(labels, from, to - from);
    lastTime = 0;
  }

  void add(long line, long time, double value) throws IOException {
    putUnsigned(line);
    putSigned(time - lastTime);
    lastTime = time;
    long bits = Double.doubleToRawLongBits(value);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      out.write((int) (bits >>> shift));
    }
  }

  void endGroup() throws IOException {
    out.write(0);
  }

  private void putSigned(long number) throws IOException {
    putUnsigned(number << 1 ^ number >> 63);
  }

  private void putUnsigned(long number) throws IOException {
    long rest = number;
    while (rest >>> 7 != 0) {
      out.write((int) (rest | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
