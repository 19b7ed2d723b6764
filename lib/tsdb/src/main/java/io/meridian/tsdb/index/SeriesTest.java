package io.meridian.tsdb.index;

import io.meridian.model.LabelHash;
import io.meridian.model.LabelNames;
import io.meridian.model.SelectHints.Shard;
import io.meridian.model.TimeRange;

/** A test of series by their entries. For one thread. */
sealed interface SeriesTest {
  /** Whether the series that was read last passes. */
  boolean test(EntryCursor series);

  /** Tests a condition on one label. */
  record OfLabel(LabelTest label) implements SeriesTest {
    @Override
    public boolean test(EntryCursor series) {
      return label.test(series);
    }
  }

  /** Tests whether a series has a chunk in a range. */
  record OfRange(TimeRange range) implements SeriesTest {
    @Override
    public boolean test(EntryCursor series) {
      return series.hasChunkIn(range.min(), range.max());
    }
  }

  /** Tests whether a series belongs to a shard. */
  final class OfShard implements SeriesTest {
    private final Shard shard;
    private final LabelNames names;
    private final LabelHash hash = new LabelHash();

    OfShard(Shard shard) {
      this.shard = shard;
      this.names = LabelNames.of(shard.hashed().names());
    }

    @Override
    public boolean test(EntryCursor series) {
      byte[] packed = series.labelBytes();
      long hashed = hash.ofShard(names, shard.hashed().include(), packed, 0, series.labelsTo());
      return Long.remainderUnsigned(hashed, shard.total()) == shard.index();
    }
  }
}
