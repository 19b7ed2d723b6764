package io.meridian.tsdb.store;

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
import java.util.concurrent.atomic.AtomicInteger;

/** An open block of a tenant, closed when its last holder lets go. Opened, it is held once. */
final class LocalBlock {
  private final BlockReader reader;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** Whether a checkpoint says that its samples are in blocks; for the thread that cuts. */
  private boolean covered;

  private LocalBlock(BlockReader reader) {
    this.reader = reader;
  }

  /**
   * Opens a block.
   *
   * @throws io.meridian.model.CorruptDataException if it is none, or damaged
   */
  static LocalBlock open(Disk disk, Path folder) {
    List<ByteRanges> opened = new ArrayList<>();
    try {
      BlockMeta meta = meta(disk, folder);
      ByteRanges index = disk.map(folder.resolve("index"));
      opened.add(index);
      IndexReader series = IndexReader.open(index);
      List<ByteRanges> chunks = new ArrayList<>();
      for (Path file : disk.list(folder.resolve("chunks"))) {
        ByteRanges ranges = disk.open(file);
        opened.add(ranges);
        chunks.add(ranges);
      }
      ChunkFileReader files = new ChunkFileReader(folder.resolve("chunks").toString(), chunks);
      files.checkHeaders();
      return new LocalBlock(BlockReader.of(meta, series, files, Tombstones.NONE));
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
    return reader.meta();
  }

  BlockReader reader() {
    return reader;
  }

  /** Holds the block once more; false if its last holder has let go. */
  boolean hold() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      reader.close();
    }
  }
}
