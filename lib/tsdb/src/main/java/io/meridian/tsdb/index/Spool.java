package io.meridian.tsdb.index;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A scratch file for streams of bytes that are written side by side and read back one after the
 * other. It is made when the first stream outgrows its buffer and deleted at the end.
 */
final class Spool implements AutoCloseable {
  private final Disk disk;
  private final Path path;
  private @Nullable DiskFile file;
  private @Nullable ByteRanges reader;

  Spool(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
  }

  /** Appends a block and returns where it stands. */
  long append(byte[] bytes, int length) throws IOException {
    DiskFile out = file;
    if (out == null) {
      disk.delete(path); // one that a killed writer left
      out = disk.create(path);
      file = out;
    }
    long at = out.size();
    out.write(bytes, 0, length);
    return at;
  }

  /** Reads a block; all blocks must have been appended before the first is read. */
  void read(long at, byte[] into, int length) throws IOException {
    ByteRanges in = reader;
    if (in == null) {
      in = disk.open(path);
      reader = in;
    }
    MemorySegment.copy(in.read(at, length), ValueLayout.JAVA_BYTE, 0, into, 0, length);
  }

  @Override
  public void close() throws IOException {
    ByteRanges in = reader;
    if (in != null) {
      in.close();
    }
    DiskFile out = file;
    if (out != null) {
      try (out) {
        disk.delete(path);
      }
    }
  }
}
