package io.meridian.receiver.replication;

import io.meridian.model.MeridianException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a peer missed, on disk, oldest first ({@link SpoolFormat}). It is a copy of what a quorum
 * has: losing a part of it loses no acknowledged sample, only a copy. So it never fails its caller:
 * what cannot be kept, for want of room or because of damage, is dropped and counted, the oldest
 * first.
 *
 * <p>Files are written to a size and deleted once everything in them is delivered; after a restart
 * those that are left are delivered from their beginning, so that some slices come twice, which
 * does no harm. Safe for use by many threads.
 */
final class Spool implements AutoCloseable {
  private static final int FILE_BYTES = 4 << 20;

  /** About so much is delivered together. */
  private static final int BACKLOG_BYTES = 512 << 10;

  private static final String SUFFIX = ".spool";

  private final Disk disk;
  private final Path folder;
  private final long maxBytes;

  /** The files in order; the last one may be the one that is written. */
  private final Deque<Stored> files = new ArrayDeque<>();

  private long nextNumber;
  private long bytes;
  private @Nullable DiskFile written;
  private SpoolFormat.@Nullable Reader reading;
  private @Nullable Backlog next;
  private long delivered;
  private long dropped;
  private long droppedBytes;

  private static final class Stored {
    private final Path path;
    private long size;

    Stored(Path path, long size) {
      this.path = path;
      this.size = size;
    }
  }

  /**
   * How a spool is doing.
   *
   * @param bytes on disk
   * @param delivered slices that the peer has by now
   * @param dropped slices that it will never get from here; parts of files that cannot be read
   *     count as one
   * @param droppedBytes how many bytes they took
   */
  record Stats(long bytes, long delivered, long dropped, long droppedBytes) {}

  /** Opens a folder, made if there is none. */
  Spool(Disk disk, Path folder, long maxBytes) {
    this.disk = disk;
    this.folder = folder;
    this.maxBytes = maxBytes;
    try {
      disk.createFolder(folder);
      for (Path path : disk.list(folder)) {
        find(path);
      }
    } catch (IOException e) {
      dropped++; // what is there cannot be found; the next append tries the folder again
    }
  }

  private void find(Path path) throws IOException {
    String name = path.getFileName().toString();
    if (!name.endsWith(SUFFIX)) {
      return;
    }
    try (ByteRanges content = disk.open(path)) {
      long number = HexFormat.fromHexDigitsToLong(name.replace(SUFFIX, ""));
      nextNumber = Math.max(nextNumber, number + 1);
      files.addLast(new Stored(path, content.size()));
      bytes += content.size();
    } catch (IllegalArgumentException e) {
      // a file of someone else
    }
  }

  synchronized Stats stats() {
    return new Stats(bytes, delivered, dropped, droppedBytes);
  }

  synchronized boolean isEmpty() {
    return files.isEmpty();
  }

  /** Keeps a slice. */
  synchronized void append(Slice slice) {
    byte[] record = SpoolFormat.record(slice);
    while (!files.isEmpty() && bytes + record.length > maxBytes) {
      dropOldest();
    }
    try {
      if (record.length > maxBytes) {
        throw new IOException("the slice is larger than the spool may be");
      }
      DiskFile file = written == null ? create() : written;
      file.write(record, 0, record.length);
      Stored last = files.getLast();
      last.size += record.length;
      bytes += record.length;
      if (last.size >= FILE_BYTES) {
        seal();
      }
    } catch (IOException e) {
      drop(record.length);
      seal(); // half a record may stand at its end
    }
  }

  private DiskFile create() throws IOException {
    disk.createFolder(folder);
    Path path = folder.resolve(HexFormat.of().toHexDigits(nextNumber++) + SUFFIX);
    DiskFile file = disk.create(path);
    written = file;
    files.addLast(new Stored(path, 0));
    byte[] header = SpoolFormat.header();
    file.write(header, 0, header.length);
    files.getLast().size = header.length;
    bytes += header.length;
    return file;
  }

  private void drop(long size) {
    dropped++;
    droppedBytes += size;
  }

  /** Ends the file that is written. */
  private void seal() {
    DiskFile file = written;
    written = null;
    if (file != null) {
      try (file) {
        file.sync();
      } catch (IOException e) {
        // its checksums say later what is left of it
      }
    }
  }

  private void dropOldest() {
    if (files.size() == 1) {
      seal();
    }
    SpoolFormat.Reader left = reading != null ? reading : open(files.getFirst());
    while (left != null && left.next() != null) {
      drop(left.recordSize());
    }
    if (next != null) { // not counted as delivered yet, nor in what the reader has left
      dropped += next.slices();
      next = null;
    }
    forgetFirst();
  }

  private SpoolFormat.@Nullable Reader open(Stored file) {
    try (ByteRanges content = disk.open(file.path)) {
      return new SpoolFormat.Reader(content.read(0, content.size()).toArray(ValueLayout.JAVA_BYTE));
    } catch (IOException | MeridianException e) {
      drop(file.size);
      return null;
    }
  }

  /** Deletes the oldest file. */
  private void forgetFirst() {
    reading = null;
    Stored first = files.removeFirst();
    bytes -= first.size;
    try {
      disk.delete(first.path);
    } catch (IOException e) {
      // it is delivered again after a restart
    }
  }

  /** The oldest slices, to be {@link #remove removed} once they are delivered. */
  synchronized Optional<Backlog> oldest() {
    while (next == null && !files.isEmpty()) {
      if (files.size() == 1) {
        seal();
      }
      if (reading == null) {
        reading = open(files.getFirst());
      }
      next = reading == null ? null : read(reading);
      if (next == null) {
        forgetFirst();
      }
    }
    return Optional.ofNullable(next);
  }

  private @Nullable Backlog read(SpoolFormat.Reader from) {
    Backlog backlog = new Backlog();
    while (backlog.size() < BACKLOG_BYTES) {
      Slice slice = from.next();
      if (slice == null) {
        break;
      }
      backlog.add(slice);
    }
    if (backlog.slices() > 0) {
      return backlog;
    }
    if (from.isDamaged()) {
      drop(from.left());
    }
    return null;
  }

  /** Forgets slices that were the oldest, unless they were dropped meanwhile. */
  synchronized void remove(Backlog backlog) {
    delivered += backlog.slices();
    if (next == backlog) {
      next = null;
    }
  }

  /** Makes what was appended survive a loss of power. */
  synchronized void sync() {
    DiskFile file = written;
    if (file != null) {
      try {
        file.sync();
      } catch (IOException e) {
        seal();
      }
    }
  }

  @Override
  public synchronized void close() {
    seal();
  }
}
