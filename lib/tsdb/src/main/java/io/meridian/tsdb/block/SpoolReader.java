package io.meridian.tsdb.block;

import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.file.ByteRanges;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Reads what a {@link SpoolWriter} wrote, front to back. */
final class SpoolReader implements AutoCloseable {
  private static final int BUFFER = 64 << 10;

  private final ByteRanges file;
  private byte[] buffer = new byte[BUFFER];
  private int at;
  private int limit;
  private long next;

  SpoolReader(ByteRanges file) {
    this.file = file;
  }

  boolean hasMore() {
    return at < limit || next < file.size();
  }

  long unsigned() {
    if (limit - at < Varints.MAX_LENGTH) {
      fill(Varints.MAX_LENGTH);
    }
    Varints in = new Varints(file.name(), next - limit, buffer, at, limit);
    long value = in.unsigned();
    at = in.position();
    return value;
  }

  long signed() {
    long value = unsigned();
    return value >>> 1 ^ -(value & 1);
  }

  /**
   * Reads the length of a string and has the whole of it in {@link #bytes} from {@link #position}
   * on.
   */
  int string() {
    long length = unsigned();
    if (length < 0 || length > file.size()) {
      throw new CorruptDataException(
          file.name(), next - limit + at, "a string of " + length + " bytes");
    }
    if (limit - at < length) {
      fill((int) length);
    }
    at += (int) length;
    return (int) length;
  }

  byte[] bytes() {
    return buffer;
  }

  /** Behind the string that was read last. */
  int position() {
    return at;
  }

  /** Has at least so many bytes in the buffer, unless the file ends before. */
  private void fill(int needed) {
    int left = limit - at;
    byte[] target = needed > buffer.length ? new byte[Math.addExact(needed, BUFFER)] : buffer;
    System.arraycopy(buffer, at, target, 0, left);
    buffer = target;
    int more = (int) Math.min(buffer.length - left, file.size() - next);
    MemorySegment.copy(file.read(next, more), ValueLayout.JAVA_BYTE, 0, buffer, left, more);
    at = 0;
    limit = left + more;
    next += more;
  }

  @Override
  public void close() {
    file.close();
  }
}
