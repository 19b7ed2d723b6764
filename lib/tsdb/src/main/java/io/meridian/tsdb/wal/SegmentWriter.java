package io.meridian.tsdb.wal;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.nio.file.Path;

/** A segment or checkpoint that is being written. */
final class SegmentWriter {
  private final DiskFile file;
  private final SegmentHeader header;
  private long end = SegmentHeader.SIZE;
  private long lastSequence;

  private SegmentWriter(DiskFile file, SegmentHeader header) {
    this.file = file;
    this.header = header;
  }

  /** Creates a file; if its header cannot be written, there is none. */
  static SegmentWriter create(Disk disk, Path path, SegmentHeader header) throws IOException {
    DiskFile file = disk.create(path);
    try {
      file.write(header.bytes(), 0, SegmentHeader.SIZE);
      return new SegmentWriter(file, header);
    } catch (IOException e) {
      try (file) {
        disk.delete(path);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  long number() {
    return header.number();
  }

  /** Where the last record that was written without an error ends. */
  long end() {
    return end;
  }

  long lastSequence() {
    return lastSequence;
  }

  /**
   * Appends a record. After an error nothing more may be appended: what stands behind {@link #end}
   * is not known.
   */
  void append(byte[] front, long sequence, byte[] payload, int from, int to) throws IOException {
    RecordFormat.number(front, header.identity(), sequence);
    file.write(front, 0, front.length);
    file.write(payload, from, to);
    end += front.length + to - from;
    lastSequence = sequence;
  }

  void sync() throws IOException {
    file.sync();
  }

  void close() throws IOException {
    file.close();
  }
}
