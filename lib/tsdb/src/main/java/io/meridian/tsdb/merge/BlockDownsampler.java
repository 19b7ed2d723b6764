package io.meridian.tsdb.merge;

import io.meridian.model.CorruptDataException;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.aggregate.AggregateDownsampler;
import io.meridian.tsdb.aggregate.Downsampler;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.index.SymbolCursor;
import java.util.List;
import java.util.Optional;

/**
 * Makes a downsampled block of a raw or a finer one: index and chunks are byte for byte those that
 * Thanos' compactor would write.
 *
 * <p>The new block keeps range, external labels and everything under {@code compaction}: its
 * sources say that this data exists at this resolution. Series of which nothing is left, since all
 * their samples are NaN, do not appear, but their symbols do. Counts of floats and histograms are
 * those of the new block's raw samples, of which there are none (Thanos leaves the finer block's
 * standing).
 */
public final class BlockDownsampler {
  /** Milliseconds between the samples of raw data's first downsampling. */
  public static final long FIVE_MINUTES = 300_000;

  /** Milliseconds between the samples of the second. */
  public static final long ONE_HOUR = 3_600_000;

  private final long resolution;

  /**
   * A downsampler.
   *
   * @param resolution length of the windows, milliseconds
   */
  public BlockDownsampler(long resolution) {
    if (resolution <= 0) {
      throw new IllegalArgumentException("resolution must be positive, was " + resolution);
    }
    this.resolution = resolution;
  }

  /**
   * Writes the downsampled block. What is deleted in a raw block is left out.
   *
   * @param block what to make it of, which stays open
   * @param into a new block of that name, which this finishes
   * @return what meta.json says
   * @throws InvalidRequestException if the block's own resolution does not divide this one, if it
   *     is not finer, or if something in aggregates is marked as deleted
   * @throws CorruptDataException if the block is damaged
   */
  public BlockMeta downsample(BlockReader block, Ulid ulid, BlockWriter into) {
    long finer = block.meta().resolution();
    if (finer >= resolution || (finer > 0 && resolution % finer != 0)) {
      throw new InvalidRequestException(
          "block %s of resolution %d ms cannot become one of %d ms"
              .formatted(block.meta().ulid(), finer, resolution));
    }
    addSymbols(block, into);
    if (finer == 0) {
      downsampleSamples(block, into);
    } else {
      downsampleAggregates(block, into);
    }
    return into.finish(meta(block.meta(), ulid));
  }

  private static void addSymbols(BlockReader block, BlockWriter into) {
    SymbolCursor symbol = block.index().symbols().cursor();
    while (symbol.next()) {
      into.addSymbol(symbol.bytes(), 0, symbol.length());
    }
  }

  private void downsampleSamples(BlockReader block, BlockWriter into) {
    Downsampler downsampler = new Downsampler(resolution, into::addChunk);
    SampleBuffer samples = new SampleBuffer();
    SelectHints all = SelectHints.of(TimeRange.ALL);
    try (SeriesCursor series = block.select(List.of(), all, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = series.next(); next.isPresent(); next = series.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            into.addSeries(batch.labelBytes(), batch.labelsFrom(i), batch.labelsTo(i));
            downsampler.downsample(samples);
          }
        }
      }
    }
  }

  private void downsampleAggregates(BlockReader block, BlockWriter into) {
    if (!block.tombstones().isEmpty()) {
      throw new InvalidRequestException(
          "block %s marks aggregates as deleted, from which no sample can be taken; delete from its raw block and downsample that"
              .formatted(block.meta().ulid()));
    }
    AggregateDownsampler downsampler =
        new AggregateDownsampler(block.meta().resolution(), resolution, into::addChunk);
    downsampler.object("block " + block.meta().ulid());
    try (ChunkSeriesCursor series = block.chunkSeries(List.of(), TimeRange.ALL)) {
      while (series.next()) {
        for (int i = 0; i < series.chunks(); i++) {
          requireOrder(block, series, i);
          ChunkBytes chunk = series.chunk(i);
          downsampler.add(
              chunk.encoding(),
              series.chunkMinTime(i),
              series.chunkMaxTime(i),
              chunk.data(),
              chunk.from(),
              chunk.to());
        }
        into.addSeries(series.labelBytes(), series.labelsFrom(), series.labelsTo());
        downsampler.finish();
      }
    }
  }

  private static void requireOrder(BlockReader block, ChunkSeriesCursor series, int chunk) {
    if (chunk > 0 && series.chunkMinTime(chunk) <= series.chunkMaxTime(chunk - 1)) {
      throw new CorruptDataException(
          "index of block " + block.meta().ulid(),
          0,
          "expected aggregate chunks of %s without overlap, one begins at %d, the one before ends at %d"
              .formatted(
                  Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo()),
                  series.chunkMinTime(chunk),
                  series.chunkMaxTime(chunk - 1)));
    }
  }

  private BlockMeta meta(BlockMeta from, Ulid ulid) {
    ThanosMeta thanos =
        from.thanos()
            .orElseGet(() -> ThanosMeta.of(Labels.EMPTY, 0, ThanosMeta.SOURCE_COMPACTOR))
            .downsampled(resolution);
    return new BlockMeta(
        ulid,
        from.minTime(),
        from.maxTime(),
        BlockStats.EMPTY,
        from.compaction(),
        Optional.of(thanos),
        from.others());
  }
}
