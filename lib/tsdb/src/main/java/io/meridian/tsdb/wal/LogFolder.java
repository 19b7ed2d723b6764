package io.meridian.tsdb.wal;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.UnavailableException;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The names in a log's folder, and the small files among them. */
final class LogFolder implements Closeable {
  private static final String VERSION = "version";
  private static final String LOCK = "lock";
  private static final String FENCED = "fenced";
  private static final String UNFINISHED = ".tmp";
  private static final String SEGMENT = "segment-";
  private static final String CHECKPOINT = "checkpoint-";

  private final Disk disk;
  private final Path folder;
  private final Closeable lock;

  private LogFolder(Disk disk, Path folder, Closeable lock) {
    this.disk = disk;
    this.folder = folder;
    this.lock = lock;
  }

  /**
   * Takes hold of a folder, which is made if there is none.
   *
   * @throws InvalidRequestException if another program's log is there
   * @throws UnavailableException if another process has it open
   */
  static LogFolder lock(Disk disk, Path folder) throws IOException {
    create(disk, folder);
    ForeignLog.refuse(disk, folder);
    Path file = folder.resolve(LOCK);
    Optional<Closeable> lock = disk.tryLock(file);
    if (lock.isEmpty()) {
      throw new UnavailableException(
          file
              + " is held: the log is open in another process; stop that one, or give this one"
              + " another folder");
    }
    return new LogFolder(disk, folder, lock.get());
  }

  /** A name lasts when its folder was synced, so every new folder's parent is. */
  private static void create(Disk disk, Path folder) throws IOException {
    Deque<Path> parents = new ArrayDeque<>();
    for (Path at = folder.toAbsolutePath(); at != null && !disk.exists(at); at = at.getParent()) {
      Path parent = at.getParent();
      if (parent != null) {
        parents.push(parent);
      }
    }
    disk.createFolder(folder.toAbsolutePath());
    for (Path parent : parents) {
      disk.syncFolder(parent);
    }
  }

  Disk disk() {
    return disk;
  }

  Path path() {
    return folder;
  }

  Path segment(long number) {
    return folder.resolve(SEGMENT + "%019d".formatted(number));
  }

  Path checkpoint(long covered) {
    return folder.resolve(CHECKPOINT + "%019d".formatted(covered));
  }

  /** The segments by their numbers. */
  NavigableMap<Long, Path> segments() throws IOException {
    return numbered(SEGMENT);
  }

  /** The checkpoints by the last record that each replaces. */
  NavigableMap<Long, Path> checkpoints() throws IOException {
    return numbered(CHECKPOINT);
  }

  private NavigableMap<Long, Path> numbered(String prefix) throws IOException {
    NavigableMap<Long, Path> found = new TreeMap<>();
    for (Path file : disk.list(folder)) {
      String name = file.getFileName().toString();
      String digits = name.startsWith(prefix) ? name.substring(prefix.length()) : "";
      if (digits.matches("[0-9]{1,18}|[0-8][0-9]{18}")) {
        found.put(Long.parseLong(digits), file);
      }
    }
    return found;
  }

  /** Deletes what was not finished when the process before this one ended. */
  void deleteUnfinished() throws IOException {
    for (Path file : disk.list(folder)) {
      if (file.getFileName().toString().endsWith(UNFINISHED)) {
        disk.delete(file);
      }
    }
  }

  /**
   * The log's identity: that of the version file, or that of a segment if the file is lost, or a
   * new one.
   *
   * @throws InvalidRequestException if the log is of a newer version
   */
  long identity() throws IOException {
    Path file = folder.resolve(VERSION);
    Optional<Long> known =
        disk.exists(file) ? LogIdentity.read(bytes(file), file) : Optional.empty();
    if (known.isPresent()) {
      return known.get();
    }
    long identity = identityOfSegments().orElseGet(() -> new SecureRandom().nextLong());
    replace(file, LogIdentity.line(identity));
    return identity;
  }

  private OptionalLong identityOfSegments() throws IOException {
    for (Path file : segments().values()) {
      try (ByteRanges ranges = disk.open(file)) {
        long size = Math.min(ranges.size(), SegmentHeader.SIZE);
        Optional<SegmentHeader> header = SegmentHeader.read(ranges.read(0, size), file);
        if (header.isPresent()) {
          return OptionalLong.of(header.get().identity());
        }
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Says in a file that bytes behind a record may not be on the disk though they can be read. On a
   * full disk the file has no content and speaks of all records.
   */
  void markFenced(long durable) throws IOException {
    Path file = folder.resolve(FENCED);
    try {
      replace(file, Long.toString(durable).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      disk.delete(file);
      disk.create(file).close();
    }
  }

  /** Up to which record all is on the disk, if an fsync failed before the log was opened. */
  OptionalLong fenced() throws IOException {
    Path file = folder.resolve(FENCED);
    if (!disk.exists(file)) {
      return OptionalLong.empty();
    }
    String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
    return OptionalLong.of(text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0);
  }

  void unmarkFenced() throws IOException {
    disk.delete(folder.resolve(FENCED));
    disk.syncFolder(folder);
  }

  private byte[] bytes(Path file) throws IOException {
    try (ByteRanges ranges = disk.open(file)) {
      return ranges.read(0, ranges.size()).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  private void replace(Path file, byte[] bytes) throws IOException {
    Path unfinished = unfinished(file);
    disk.delete(unfinished);
    try (DiskFile out = disk.create(unfinished)) {
      out.write(bytes, 0, bytes.length);
      out.sync();
    }
    disk.rename(unfinished, file);
    disk.syncFolder(folder);
  }

  /** The name of a file until it is whole. */
  static Path unfinished(Path file) {
    return file.resolveSibling(file.getFileName() + UNFINISHED);
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
