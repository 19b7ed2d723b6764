package io.meridian.cli.block;

import io.meridian.tsdb.block.BlockFolder;
import io.meridian.tsdb.block.BlockReader;
import java.util.ArrayList;
import java.util.List;

/** Blocks that are open together and closed together. */
public record OpenBlocks(List<BlockReader> readers) implements AutoCloseable {
  public static OpenBlocks of(List<BlockFolder> folders) {
    OpenBlocks blocks = new OpenBlocks(new ArrayList<>());
    try {
      folders.forEach(folder -> blocks.readers.add(BlockReader.open(folder.path())));
      return blocks;
    } catch (RuntimeException e) {
      blocks.close();
      throw e;
    }
  }

  /** One block, which is closed with this. */
  static OpenBlocks of(BlockReader block) {
    return new OpenBlocks(List.of(block));
  }

  /** The only block. */
  BlockReader only() {
    return readers.getFirst();
  }

  /** How many series their metas count, in each block by itself. */
  long series() {
    return readers.stream().mapToLong(block -> block.meta().stats().series()).sum();
  }

  @Override
  public void close() {
    readers.forEach(BlockReader::close);
  }
}
