package io.meridian.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** The folder in a bucket's folder where objects are written before they get their names. */
final class FileStaging {
  static final String FOLDER = ".meridian";

  private static final String LOCK = "lock";

  /** What is older than this was left by a process that died. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /**
   * Guards conditional writes of this process; a file lock belongs to a process, not to a thread.
   * Taken before the file lock. One for all buckets: two may be open on one folder.
   */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private final Path folder;
  private final AtomicBoolean swept = new AtomicBoolean();

  FileStaging(Path root) {
    this.folder = root.resolve(FOLDER);
  }

  /** Writes a durable file without a name of its own. */
  Path write(Place place, Content content) throws IOException {
    Files.createDirectories(folder);
    if (swept.compareAndSet(false, true)) {
      sweep(Instant.now().minus(ABANDONED));
    }
    Path file = folder.resolve(UUID.randomUUID().toString());
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      copy(place, content, channel);
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  private static void copy(Place place, Content content, FileChannel channel) throws IOException {
    OutputStream out = Channels.newOutputStream(channel);
    switch (content) {
      case Content.Bytes(byte[] bytes) -> out.write(bytes);
      case Content.OfStream(InputStream stream) -> copy(place, stream, out);
      case Content.OfFile(Path source) -> {
        InputStream stream;
        try {
          stream = Files.newInputStream(source);
        } catch (IOException e) {
          throw Contents.unreadable(place, e);
        }
        try (stream) {
          copy(place, stream, out);
        }
      }
    }
  }

  private static void copy(Place place, InputStream from, OutputStream to) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int count = readSome(place, from, buffer);
        count >= 0;
        count = readSome(place, from, buffer)) {
      to.write(buffer, 0, count);
    }
  }

  private static int readSome(Place place, InputStream from, byte[] into) {
    try {
      return from.read(into);
    } catch (IOException e) {
      throw Contents.unreadable(place, e);
    }
  }

  /** Waits until no other conditional write is under way in this bucket. */
  FileLocking lock() throws IOException {
    IN_PROCESS.lock();
    try {
      Files.createDirectories(folder);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        channel.lock();
        return new FileLocking(channel, IN_PROCESS);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      IN_PROCESS.unlock();
      throw e;
    }
  }

  /** Removes what dead processes left. */
  void sweep(Instant before) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (!file.getFileName().toString().equals(LOCK)) {
          deleteOlder(file, FileTime.from(before));
        }
      }
    }
  }

  private static void deleteOlder(Path file, FileTime before) throws IOException {
    try {
      if (Files.getLastModifiedTime(file).compareTo(before) < 0) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Its writer was done in the meantime.
    }
  }
}
