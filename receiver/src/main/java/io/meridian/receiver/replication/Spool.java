package io.meridian.receiver.replication;

import io.meridian.model.MeridianException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
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

  /** Whether the last file is being written. */
  private boolean writing;

  private SpoolFormat.@Nullable Reader reading;
  private @Nullable Backlog next;
  private long delivered;
  private long dropped;
  private long droppedBytes;

  private static final class Stored {
    private final Path path;
    private long size;

    /** As it is written, and until it is on disk for good. */
    private @Nullable DiskFile file;

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

    /** Whether nothing in it is to be delivered any more. */
    boolean isSpent() {
      return records > 0 && struck.nextClearBit(read) >= records;
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
          if (file.isSpent() && file.read == 0 && !isWritten(file)) {
            forgetUnread(file);
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
    if (next != null || files.isEmpty()) {
      return next != null;
    }
    Stored first = files.getFirst();
    return !first.waits() && !(first.isSpent() && isWritten(first));
  }

  private boolean isWritten(Stored file) {
    return writing && file == files.getLast();
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
      Stored last = writing ? files.getLast() : create();
      write(last, record);
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

  private Stored create() throws IOException {
    disk.createFolder(folder);
    Path path = folder.resolve(HexFormat.of().toHexDigits(nextNumber++) + SUFFIX);
    Stored created = new Stored(path, 0);
    created.file = disk.create(path);
    files.addLast(created);
    writing = true;
    byte[] header = SpoolFormat.header();
    write(created, header);
    created.size = header.length;
    bytes += header.length;
    return created;
  }

  private static void write(Stored to, byte[] what) throws IOException {
    DiskFile file = to.file;
    if (file == null) {
      throw new IOException(to.path + " is not written any more");
    }
    file.write(what, 0, what.length);
  }

  private void drop(long size) {
    dropped++;
    droppedBytes += size;
  }

  /** Ends the file that is written; {@link #sync} brings it to the disk for good. */
  private void seal() {
    writing = false;
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
    close(file);
    try {
      disk.delete(file.path);
    } catch (IOException e) {
      // it is delivered again after a restart
    }
  }

  /** Deletes a file of which nothing was read and nothing is to be. */
  private void forgetUnread(Stored file) {
    if (file == files.getFirst()) {
      reading = null;
    }
    writing &= file != files.getLast();
    files.remove(file);
    delete(file);
  }

  /**
   * The oldest slices, to be {@link #remove removed} once they are delivered; none where that waits
   * for the first of them to be known as missed.
   */
  synchronized Optional<Backlog> oldest() {
    while (isReady() && next == null) {
      if (files.getFirst().isSpent()) {
        forgetFirst();
        continue;
      }
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

  /** A file that may not be on disk for good yet. */
  private record Unsynced(Stored file, DiskFile open, boolean sealed) {}

  /** Makes what was appended survive a loss of power. Nobody waits for the disk meanwhile. */
  void sync() {
    for (Unsynced each : unsynced()) {
      boolean good = true;
      try {
        each.open.sync();
      } catch (IOException e) {
        good = false; // it was deleted, or its checksums say later what is left of it
      }
      synchronized (this) {
        if (!good && isWritten(each.file)) {
          seal();
        }
        if (each.sealed || !good) {
          close(each.file);
        }
      }
    }
  }

  private synchronized List<Unsynced> unsynced() {
    List<Unsynced> all = new ArrayList<>();
    if (writing && files.getLast().isSpent()) {
      forgetUnread(files.getLast());
    }
    for (Stored each : files) {
      DiskFile open = each.file;
      if (open != null) {
        all.add(new Unsynced(each, open, !isWritten(each)));
      }
    }
    return all;
  }

  private static void close(Stored file) {
    DiskFile open = file.file;
    file.file = null;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // what is not on disk is found out when it is read
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      seal();
    }
    sync();
  }
}
