package io.meridian.tsdb.block;

import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;

/**
 * Appends numbers and byte strings to a file that is read once and deleted; nothing in it needs to
 * be durable.
 */
final class SpoolWriter implements AutoCloseable {
  private final DiskFile file;
  private final byte[] buffer = new byte[64 << 10];
  private int buffered;

  SpoolWriter(DiskFile file) {
    this.file = file;
  }

  void unsigned(long value) throws IOException {
    makeRoom();
    buffered = Varints.putUnsigned(buffer, buffered, value);
  }

  void signed(long value) throws IOException {
    makeRoom();
    buffered = Varints.putSigned(buffer, buffered, value);
  }

  /** A string with its length before it. */
  void string(byte[] bytes, int from, int to) throws IOException {
    unsigned(to - from);
    if (to - from > buffer.length - buffered) {
      flush();
    }
    if (to - from > buffer.length) {
      file.write(bytes, from, to);
    } else {
      System.arraycopy(bytes, from, buffer, buffered, to - from);
      buffered += to - from;
    }
  }

  private void makeRoom() throws IOException {
    if (buffered + Varints.MAX_LENGTH > buffer.length) {
      flush();
    }
  }

  void flush() throws IOException {
    file.write(buffer, 0, buffered);
    buffered = 0;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
