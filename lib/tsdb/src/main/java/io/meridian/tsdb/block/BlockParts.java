package io.meridian.tsdb.block;

import io.meridian.tsdb.file.ByteRanges;
import java.util.Optional;

/**
 * What a block is made of, wherever the bytes are. {@link #close} closes index and header, not the
 * chunks.
 *
 * @param meta empty if there is none that can be read
 * @param header our sparse header of the index, where there is one
 */
record BlockParts(
    Optional<BlockMeta> meta,
    Tombstones tombstones,
    Optional<ByteRanges> index,
    Optional<ByteRanges> header,
    ChunkFileReader chunks)
    implements AutoCloseable {
  @Override
  public void close() {
    index.ifPresent(ByteRanges::close);
    header.ifPresent(ByteRanges::close);
  }
}
