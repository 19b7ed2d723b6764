package io.meridian.tsdb.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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

  /** Creates a folder and those above it that are missing. */
  void createFolder(Path folder) throws IOException;

  /** The names in a folder, sorted. */
  List<Path> list(Path folder) throws IOException;

  boolean exists(Path path) throws IOException;

  /** Renames a file or folder in one step, replacing a file that has the new name. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file or an empty folder; nothing happens if there is none. */
  void delete(Path path) throws IOException;

  /** Makes the names in a folder survive a loss of power. */
  void syncFolder(Path folder) throws IOException;
}
