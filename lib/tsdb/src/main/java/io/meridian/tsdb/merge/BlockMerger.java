package io.meridian.tsdb.merge;

import io.meridian.model.TimeRange;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkFormat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes one block of several. Series are joined by {@link MergedSeries}; what overlaps becomes
 * their union, or a choice of replicas. Of different samples at one instant a union takes that of
 * the block whose name comes first.
 */
public final class BlockMerger {
  private final PieceMerge merge;
  private final ChunkFormat format;

  /**
   * A merger.
   *
   * @param merge what becomes of overlapping chunks
   * @param format which encodings are written
   */
  public BlockMerger(PieceMerge merge, ChunkFormat format) {
    this.merge = merge;
    this.format = format;
  }

  /**
   * Writes the merged block.
   *
   * @param blocks the blocks, which stay open
   * @param thanos the section for Thanos, if the block is to have one
   * @param into a new block of that name, which this finishes
   * @return what meta.json says: the blocks' joint range, their sources, they as its parents, and
   *     one level more than the highest of them
   * @throws io.meridian.model.CorruptDataException if a block is damaged
   */
  public BlockMeta merge(
      List<BlockReader> blocks, Ulid ulid, Optional<ThanosMeta> thanos, BlockWriter into) {
    List<BlockReader> ordered = new ArrayList<>(blocks);
    ordered.sort(Comparator.comparing(block -> block.meta().ulid()));
    List<ChunkSeriesCursor> sources = new ArrayList<>();
    for (BlockReader block : ordered) {
      sources.add(block.chunkSeries(List.of(), TimeRange.ALL));
    }
    try (MergedSeries series = new MergedSeries(sources, merge, format)) {
      copy(series, into);
    }
    return into.finish(meta(blocks, ulid, thanos));
  }

  private static void copy(ChunkSeriesCursor series, BlockWriter into) {
    ChunkDecoder decoder = new ChunkDecoder();
    while (series.next()) {
      into.addSeries(series.labelBytes(), series.labelsFrom(), series.labelsTo());
      for (int i = 0; i < series.chunks(); i++) {
        ChunkBytes chunk = series.chunk(i);
        into.addChunk(
            chunk.encoding(),
            series.chunkMinTime(i),
            series.chunkMaxTime(i),
            decoder.count(chunk.encoding(), chunk.data(), chunk.from(), chunk.to()),
            chunk.data(),
            chunk.from(),
            chunk.to());
      }
    }
  }

  /** What a block says that is made of others; its counts are filled in by its writer. */
  static BlockMeta meta(List<BlockReader> blocks, Ulid ulid, Optional<ThanosMeta> thanos) {
    List<BlockMeta> metas = blocks.stream().map(BlockReader::meta).toList();
    List<Ulid> sources =
        metas.stream()
            .flatMap(meta -> meta.compaction().sources().stream())
            .distinct()
            .sorted()
            .toList();
    List<Compaction.Parent> parents =
        metas.stream()
            .sorted(Comparator.comparingLong(BlockMeta::minTime).thenComparing(BlockMeta::ulid))
            .map(meta -> new Compaction.Parent(meta.ulid(), meta.minTime(), meta.maxTime()))
            .toList();
    int level = metas.stream().mapToInt(meta -> meta.compaction().level()).max().orElse(0) + 1;
    return new BlockMeta(
        ulid,
        metas.stream().mapToLong(BlockMeta::minTime).min().orElseThrow(),
        metas.stream().mapToLong(BlockMeta::maxTime).max().orElseThrow(),
        BlockStats.EMPTY,
        Compaction.of(level, sources, parents),
        thanos,
        Map.of());
  }
}
