package io.meridian.tsdb.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The file system as writers use it, so that failing calls and losses of power can be simulated.
 *
 * <p>What survives a loss of power is what was asked to: a file's bytes after {@link
 * DiskFile#sync}, its name (new, changed or gone) after {@link #syncFolder} of the folder that it
 * stands in.
 */
public interface Disk {
  /** This machine's file system. */
  static Disk local() {
    return LocalDisk.INSTANCE;
  }

  /**
   * Creates an empty file for appending.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   */
  DiskFile create(Path file) throws IOException;

  /** Opens a file for reading; what was written through {@link DiskFile} before is seen. */
  ByteRanges open(Path file) throws IOException;

  /**
   * Opens a file that nobody writes any more to be read from front to back: mapped into memory
   * where that can be done.
   */
  default ByteRanges map(Path file) throws IOException {
    return open(file);
  }

  /** Creates a folder and those above it that are missing. */
  void createFolder(Path folder) throws IOException;

  /** The names in a folder, sorted. */
  List<Path> list(Path folder) throws IOException;

  boolean exists(Path path) throws IOException;

  /** Renames a file or folder in one step, replacing a file that has the new name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty folder; nothing happens if there is none. */
  void delete(Path path) throws IOException;

  /**
   * Makes the bytes of a file survive a loss of power, whoever wrote them. A failure means what it
   * does for {@link DiskFile#sync}.
   */
  void sync(Path file) throws IOException;

  /**
   * Takes hold of a file, made if there is none, that one holder in one process can have at a time;
   * it is let go when the result is closed or the process ends, however it ends.
   *
   * @return nothing if someone has hold of it
   */
  Optional<Closeable> tryLock(Path file) throws IOException;

  /** Makes the names in a folder survive a loss of power. */
  void syncFolder(Path folder) throws IOException;
}
