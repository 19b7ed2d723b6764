package io.meridian.tsdb.block;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.DiskFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;

/**
 * The folder that a block is written in. It becomes the block in one step, by a rename, once all of
 * its bytes and names are durable; until then its name says that it is none.
 */
final class UnfinishedBlock {
  private final Disk disk;
  private final Path parent;
  private final Path block;
  private final Path folder;

  /** Whether the folder may have the block's name where it lasts. */
  private boolean mayBeBlock;

  /**
   * Creates the folder and the one for chunks in it.
   *
   * @throws FileAlreadyExistsException if there is such a block, or another unfinished one
   */
  UnfinishedBlock(Disk disk, Path parent, Ulid ulid) throws IOException {
    this.disk = disk;
    this.parent = parent;
    this.block = parent.resolve(ulid.toString());
    this.folder = parent.resolve(ulid + BlockFolder.UNFINISHED);
    for (Path taken : new Path[] {block, folder}) {
      if (disk.exists(taken)) {
        throw new FileAlreadyExistsException(taken.toString());
      }
    }
    disk.createFolder(chunks());
  }

  Path folder() {
    return folder;
  }

  Path chunks() {
    return folder.resolve(ChunkFileFormat.FOLDER);
  }

  /** Writes a small file and makes its bytes durable. */
  void write(String name, byte[] bytes) throws IOException {
    try (DiskFile file = disk.create(folder.resolve(name))) {
      file.write(bytes, 0, bytes.length);
      file.sync();
    }
  }

  /**
   * Makes the folder a block, for good. If it cannot be known whether the new name is durable, the
   * old one is tried to be given back; where that fails, too, the block stays: it is whole.
   */
  void complete() throws IOException {
    disk.syncFolder(folder);
    disk.rename(folder, block);
    mayBeBlock = true;
    try {
      disk.syncFolder(parent);
    } catch (IOException e) {
      try {
        disk.rename(block, folder);
      } catch (IOException again) {
        e.addSuppressed(again);
      }
      throw e;
    }
  }

  /** Deletes the folder with everything in it; no block is left without its files. */
  void abandon() throws IOException {
    if (disk.exists(folder)) {
      if (mayBeBlock) {
        disk.syncFolder(parent);
      }
      delete(disk, folder);
    }
  }

  /** Deletes a folder of a block, its meta.json first so that what is left of it is no block. */
  static void delete(Disk disk, Path folder) throws IOException {
    disk.delete(folder.resolve(BlockMeta.FILE));
    Path chunks = folder.resolve(ChunkFileFormat.FOLDER);
    if (disk.exists(chunks)) {
      for (Path file : disk.list(chunks)) {
        disk.delete(file);
      }
    }
    for (Path file : disk.list(folder)) {
      disk.delete(file);
    }
    disk.delete(folder);
  }
}
