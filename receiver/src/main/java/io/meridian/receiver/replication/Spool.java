package io.meridian.receiver.replication;

import io.meridian.model.MeridianException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.BitSet;
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
 * does no harm.
 *
 * <p>A slice may be kept before it is known whether the peer misses it. It is delivered, and what
 * was kept behind it, once that is known; if the peer has got it, it is passed over, and a file in
 * which nothing else is left is deleted. Safe for use by many threads.
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

    /** How many records were appended here; none of them in a file of a process before. */
    private int records;

    /** How many were read. */
    private int read;

    /** Records that are not to be delivered. */
    private final BitSet struck = new BitSet();

    /** Records of which it is not known whether they are to be delivered. */
    private final BitSet open = new BitSet();

    Stored(Path path, long size) {
      this.path = path;
      this.size = size;
    }

    /** Whether it is not known yet what is to be delivered next. */
    boolean waits() {
      return open.get(struck.nextClearBit(read));
    }
  }

  /** A record; safe for use by many threads. */
  private final class Entry implements Pledge {
    /** None if there was no way to keep it. */
    private final @Nullable Stored file;

    private final int index;
    private final int size;

    Entry(@Nullable Stored file, int index, int size) {
      this.file = file;
      this.index = index;
      this.size = size;
    }

    @Override
    public void strike() {
      synchronized (Spool.this) {
        if (file != null && files.contains(file)) {
          file.open.clear(index);
          file.struck.set(index);
          if (file.struck.cardinality() == file.records) {
            forgetStruck(file);
          }
        }
      }
    }

    @Override
    public void redeem() {
      synchronized (Spool.this) {
        if (file != null && files.contains(file)) {
          file.open.clear(index);
        } else {
          drop(size);
        }
      }
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

  /** Whether there may be something to deliver now. */
  synchronized boolean isReady() {
    return next != null || (!files.isEmpty() && !files.getFirst().waits());
  }

  /** Keeps a slice that the peer missed. */
  void append(Slice slice) {
    appendUnderWay(slice).redeem();
  }

  /** Keeps a slice of which it is not known yet whether the peer misses it. */
  Pledge appendUnderWay(Slice slice) {
    byte[] record = SpoolFormat.record(slice);
    synchronized (this) {
      return write(record);
    }
  }

  private Pledge write(byte[] record) {
    if (record.length > maxBytes) {
      return new Entry(null, 0, record.length);
    }
    while (!files.isEmpty() && bytes + record.length > maxBytes) {
      dropOldest();
    }
    try {
      DiskFile file = written == null ? create() : written;
      file.write(record, 0, record.length);
      Stored last = files.getLast();
      last.size += record.length;
      bytes += record.length;
      int index = last.records++;
      last.open.set(index);
      if (last.size >= FILE_BYTES) {
        seal();
      }
      return new Entry(last, index, record.length);
    } catch (IOException e) {
      seal(); // half a record may stand at its end
      return new Entry(null, 0, record.length);
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
    Stored first = files.getFirst();
    SpoolFormat.Reader left = reading != null ? reading : open(first);
    for (; left != null && left.next() != null; first.read++) {
      if (!first.struck.get(first.read) && !first.open.get(first.read)) {
        drop(left.recordSize());
      }
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
    delete(files.removeFirst());
  }

  private void delete(Stored file) {
    bytes -= file.size;
    try {
      disk.delete(file.path);
    } catch (IOException e) {
      // it is delivered again after a restart
    }
  }

  /** Deletes a file of which nothing was read and nothing is to be. */
  private void forgetStruck(Stored file) {
    if (file == files.getFirst()) {
      reading = null;
    }
    DiskFile writing = written;
    if (writing != null && file == files.getLast()) {
      written = null;
      try {
        writing.close();
      } catch (IOException e) {
        // nothing in it is wanted
      }
    }
    files.remove(file);
    delete(file);
  }

  /**
   * The oldest slices, to be {@link #remove removed} once they are delivered; none where that waits
   * for the first of them to be known as missed.
   */
  synchronized Optional<Backlog> oldest() {
    while (isReady() && next == null) {
      if (files.size() == 1) {
        seal();
      }
      if (reading == null) {
        reading = open(files.getFirst());
      }
      next = reading == null ? null : read(files.getFirst(), reading);
      if (next == null) {
        forgetFirst();
      }
    }
    return Optional.ofNullable(next);
  }

  private @Nullable Backlog read(Stored file, SpoolFormat.Reader from) {
    Backlog backlog = new Backlog();
    while (backlog.size() < BACKLOG_BYTES && !file.waits()) {
      Slice slice = from.next();
      if (slice == null) {
        break;
      }
      if (!file.struck.get(file.read++)) {
        backlog.add(slice);
      }
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
