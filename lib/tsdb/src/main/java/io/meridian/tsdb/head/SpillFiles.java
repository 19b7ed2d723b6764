package io.meridian.tsdb.head;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The files that full chunks are moved to, so that they need no heap:
 *
 * <pre>
 *   file := "MRDNFULL" page*
 * </pre>
 *
 * A page is what {@link FullChunks} describes; checksums stand at its chunks. The files are
 * scratch: they are never synced, and whoever opens the folder anew deletes them, since all that
 * they hold is in the log as long as it is in no block. A chunk whose checksum fails is a {@link
 * io.meridian.model.CorruptDataException} for each query and cut that needs it; replaying the log
 * into a new head brings it back. While nothing can be written, chunks stay on the heap.
 *
 * <p>Safe for use by many threads.
 */
final class SpillFiles {
  static final int HEADER = 8;
  private static final byte[] MAGIC = "MRDNFULL".getBytes(StandardCharsets.US_ASCII);
  private static final String SUFFIX = ".chunks";

  private final Optional<Disk> disk;
  private final Path folder;
  private final AtomicLong lastNumber = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final Set<ByteRanges> open = ConcurrentHashMap.newKeySet();
  private volatile boolean created;

  private SpillFiles(Optional<Disk> disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** No files: everything stays on the heap. */
  static SpillFiles none() {
    return new SpillFiles(Optional.empty(), Path.of(""));
  }

  /**
   * Files in a folder of their own, which is emptied, and made when the first one comes.
   *
   * @throws UncheckedIOException if what is left from before cannot be deleted
   */
  static SpillFiles in(Disk disk, Path folder) {
    try {
      if (disk.exists(folder)) {
        for (Path file : disk.list(folder)) {
          if (file.getFileName().toString().endsWith(SUFFIX)) {
            disk.delete(file);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("emptying " + folder, e);
    }
    return new SpillFiles(Optional.of(disk), folder);
  }

  /** Whether chunks can be moved to files at all. */
  boolean isEnabled() {
    return disk.isPresent();
  }

  /** How many bytes stand in files. */
  long bytes() {
    return bytes.get();
  }

  /** How often pages stayed on the heap because they could not be written. */
  long failures() {
    return failures.get();
  }

  /**
   * Writes pages into a new file, one behind the other from {@link #HEADER} on.
   *
   * @return the file, opened for reading; empty if it could not be written
   */
  Optional<ByteRanges> write(List<byte[]> pages) {
    Path file = folder.resolve("%08d%s".formatted(lastNumber.incrementAndGet(), SUFFIX));
    try {
      ByteRanges written = write(disk.orElseThrow(), file, pages);
      bytes.addAndGet(written.size());
      open.add(written);
      return Optional.of(written);
    } catch (IOException | UncheckedIOException e) {
      failures.incrementAndGet();
      delete(file);
      return Optional.empty();
    }
  }

  private ByteRanges write(Disk on, Path file, List<byte[]> pages) throws IOException {
    if (!created) {
      on.createFolder(folder);
      created = true;
    }
    long size = HEADER;
    try (DiskFile out = on.create(file)) {
      out.write(MAGIC, 0, HEADER);
      for (byte[] page : pages) {
        out.write(page, 0, page.length);
        size += page.length;
      }
    }
    ByteRanges opened = on.map(file);
    if (opened.size() != size) {
      opened.close();
      throw new IOException(file + " has " + opened.size() + " bytes, " + size + " were written");
    }
    return opened;
  }

  /**
   * Opens one of the files once more, to be read by position and closed by who asks.
   *
   * @throws UncheckedIOException if it cannot be opened
   */
  ByteRanges reopen(ByteRanges file) {
    try {
      return disk.orElseThrow().open(Path.of(file.name()));
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + file.name(), e);
    }
  }

  /** Gives back the memory of what queries read so far; what is read again is mapped again. */
  void release() {
    open.forEach(ByteRanges::release);
  }

  /** Closes a file for good. One that cannot be deleted is deleted when the folder is opened. */
  void drop(ByteRanges file) {
    bytes.addAndGet(-file.size());
    open.remove(file);
    file.close();
    delete(Path.of(file.name()));
  }

  private void delete(Path file) {
    try {
      disk.orElseThrow().delete(file);
    } catch (IOException e) {
      failures.incrementAndGet();
    }
  }
}
