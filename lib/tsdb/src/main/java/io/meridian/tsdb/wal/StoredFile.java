package io.meridian.tsdb.wal;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** A segment or checkpoint that is being read; unmapped when the last one who holds it lets go. */
final class StoredFile {
  private final long number;
  private final Path path;
  private final ByteRanges ranges;
  private final MemorySegment bytes;
  private final Optional<SegmentHeader> header;
  private final AtomicInteger holders = new AtomicInteger(1);

  private StoredFile(long number, Path path, ByteRanges ranges) {
    this.number = number;
    this.path = path;
    this.ranges = ranges;
    this.bytes = ranges.read(0, ranges.size());
    this.header = SegmentHeader.read(bytes, path);
  }

  /** Opens a file, held once. */
  static StoredFile open(Disk disk, long number, Path path) throws IOException {
    ByteRanges ranges = disk.map(path);
    try {
      return new StoredFile(number, path, ranges);
    } catch (RuntimeException e) {
      ranges.close();
      throw e;
    }
  }

  long number() {
    return number;
  }

  Path path() {
    return path;
  }

  MemorySegment bytes() {
    return bytes;
  }

  long size() {
    return bytes.byteSize();
  }

  Optional<SegmentHeader> header() {
    return header;
  }

  /** What stands before each record, also where the header is damaged. */
  long mark(long identity) {
    return header.map(SegmentHeader::identity).orElse(identity);
  }

  void hold(int times) {
    holders.addAndGet(times);
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      ranges.close();
    }
  }
}
