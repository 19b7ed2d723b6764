package io.meridian.tsdb.block;

import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.tsdb.aggregate.AggregateChoice;
import java.util.Optional;

/** A block's series for a query, in batches of a few hundred. */
final class BlockSeries implements SeriesCursor {
  /** How many series a batch has at most. */
  static final int BATCH_SERIES = 256;

  /** How many bytes of labels a batch has, its last series apart. */
  static final int BATCH_LABELS = 64 << 10;

  private final BlockReader block;
  private final SeriesWalk walk;
  private final SelectHints hints;
  private final QueryContext context;
  private long given;

  BlockSeries(BlockReader block, SeriesWalk walk, SelectHints hints, QueryContext context) {
    this.block = block;
    this.walk = walk;
    this.hints = hints;
    this.context = context;
  }

  @Override
  public Optional<SeriesBatch> next() {
    context.check();
    BlockBatch batch = new BlockBatch(reading(), hints.range(), context);
    while (batch.size() < BATCH_SERIES && batch.labelLength() < BATCH_LABELS && hasMore()) {
      Intervals deleted = block.tombstones().of(walk.entry().ref());
      if (batch.add(walk.entry(), deleted)) {
        given++;
      }
    }
    if (batch.size() == 0) {
      return Optional.empty();
    }
    batch.complete(block.likelyChunkSize());
    return Optional.of(batch);
  }

  /** Batches may be worked on side by side, so each has its own. */
  private SampleReading reading() {
    return block.meta().resolution() == 0
        ? new StoredSamples(block.chunkFiles())
        : new AggregatedSamples(block.chunkFiles(), AggregateChoice.of(hints.function()));
  }

  private boolean hasMore() {
    return (hints.limit() == 0 || given < hints.limit()) && walk.next();
  }

  @Override
  public Outcome outcome() {
    return Outcome.FINAL;
  }

  @Override
  public void close() {
    walk.close();
  }
}
