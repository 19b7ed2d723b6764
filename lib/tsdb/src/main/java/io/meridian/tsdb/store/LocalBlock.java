package io.meridian.tsdb.store;

import io.meridian.model.UnavailableException;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkFileReader;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.Tombstones;
import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.IndexReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A block of a tenant. Who reads it holds it. It may {@link #rest}, with its files closed, until
 * somebody holds it again; once it is dropped, nobody can any more, and its files are closed when
 * the last holder lets go.
 */
final class LocalBlock {
  private final Disk disk;
  private final Path folder;
  private final BlockMeta meta;

  // Guarded by this.
  private Optional<BlockReader> reader;
  private int holders;
  private boolean wasHeld = true;
  private boolean dropped;

  /** Whether a checkpoint says that its samples are in blocks; for the thread that cuts. */
  private boolean covered;

  private LocalBlock(Disk disk, Path folder, BlockReader reader) {
    this.disk = disk;
    this.folder = folder;
    this.meta = reader.meta();
    this.reader = Optional.of(reader);
  }

  /**
   * Opens a block.
   *
   * @throws io.meridian.model.CorruptDataException if it is none, or damaged
   */
  static LocalBlock open(Disk disk, Path folder) {
    return new LocalBlock(disk, folder, read(disk, folder));
  }

  private static BlockReader read(Disk disk, Path folder) {
    List<ByteRanges> opened = new ArrayList<>();
    try {
      BlockMeta meta = meta(disk, folder);
      ByteRanges index = disk.map(folder.resolve("index"));
      opened.add(index);
      IndexReader series = IndexReader.open(index);
      index.release(); // of which opening read a large part, once
      List<ByteRanges> chunks = new ArrayList<>();
      for (Path file : disk.list(folder.resolve("chunks"))) {
        ByteRanges ranges = disk.open(file);
        opened.add(ranges);
        chunks.add(ranges);
      }
      ChunkFileReader files = new ChunkFileReader(folder.resolve("chunks").toString(), chunks);
      files.checkHeaders();
      return BlockReader.of(meta, series, files, Tombstones.NONE);
    } catch (IOException e) {
      opened.forEach(ByteRanges::close);
      throw new UncheckedIOException("opening block " + folder, e);
    } catch (RuntimeException e) {
      opened.forEach(ByteRanges::close);
      throw e;
    }
  }

  /** What a block's meta.json says. */
  static BlockMeta meta(Disk disk, Path folder) throws IOException {
    Path file = folder.resolve(BlockMeta.FILE);
    try (ByteRanges bytes = disk.open(file)) {
      return BlockMeta.read(
          bytes.read(0, bytes.size()).toArray(ValueLayout.JAVA_BYTE), file.toString());
    }
  }

  /** Whether a block has samples that came too late for the block of their time. */
  static boolean isLate(BlockMeta meta) {
    return meta.compaction().hints().contains(Compaction.OUT_OF_ORDER);
  }

  boolean isCovered() {
    return covered;
  }

  /** Takes note that a checkpoint says that its samples are in blocks. */
  void cover() {
    covered = true;
  }

  BlockMeta meta() {
    return meta;
  }

  /** For who holds the block. */
  synchronized BlockReader reader() {
    return reader.orElseThrow();
  }

  /**
   * Holds the block, which opens it if it rests; false if it is dropped.
   *
   * @throws UnavailableException if it cannot be opened at the moment
   * @throws io.meridian.model.CorruptDataException if it was damaged meanwhile
   */
  synchronized boolean hold() {
    if (dropped) {
      return false;
    }
    if (reader.isEmpty()) {
      try {
        reader = Optional.of(read(disk, folder));
      } catch (UncheckedIOException e) {
        throw new UnavailableException("block " + folder + " cannot be opened: " + e, e);
      }
    }
    holders++;
    wasHeld = true;
    return true;
  }

  synchronized void letGo() {
    holders--;
    if (dropped) {
      closeUnheld();
    }
  }

  /** Lets nobody hold the block any more. */
  synchronized void drop() {
    dropped = true;
    closeUnheld();
  }

  /** Closes the files if nobody held the block since this was called last. */
  synchronized void rest() {
    if (!wasHeld) {
      closeUnheld();
    }
    wasHeld = holders > 0;
  }

  /** Whether its files are open. */
  synchronized boolean isOpen() {
    return reader.isPresent();
  }

  private void closeUnheld() {
    if (holders == 0) {
      reader.ifPresent(BlockReader::close);
      reader = Optional.empty();
    }
  }
}
