package io.meridian.promql.exec;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The series of a selector in blocks, whatever batches the source gives: of {@link
 * Operator#BLOCK_SERIES}, or of fewer where each may have many samples. A batch may reach over
 * several blocks and is closed with the last of them; where it does, readers take turns at it.
 */
final class SelectedSeries implements AutoCloseable {
  /** Over more time than this, blocks are smaller. */
  private static final long SHORT_MILLIS = 6 * 3_600_000;

  private static final int LEAST_SERIES = 32;

  private final SeriesCursor cursor;
  private final Outcomes outcomes;
  private final int blockSeries;
  private final boolean totalsOnly;
  private final Spares<TotalsOnly> reductions = new Spares<>();
  private boolean ended;
  private @Nullable SharedBatch current;
  private int next;

  /**
   * The series of a cursor.
   *
   * @param range of which samples are asked for
   * @param totalsOnly whether of histograms only totals are needed
   */
  SelectedSeries(SeriesCursor cursor, Outcomes outcomes, TimeRange range, boolean totalsOnly) {
    this.cursor = cursor;
    this.outcomes = outcomes;
    this.blockSeries = blockSeries(range);
    this.totalsOnly = totalsOnly;
  }

  /**
   * How many series a block holds: it follows from the query alone, for the same bits wherever
   * samples come from. A block of them is held encoded until it is evaluated.
   */
  private static int blockSeries(TimeRange range) {
    long length = range.max() - range.min();
    int series = length < 0 ? LEAST_SERIES : Operator.BLOCK_SERIES;
    for (long left = SHORT_MILLIS; left < length && series > LEAST_SERIES; left *= 2) {
      series /= 2;
    }
    return series;
  }

  /** The next block, or empty at the end. */
  Optional<Block> next() {
    Block block = new Block();
    while (block.labels.size() < blockSeries) {
      SharedBatch batch = current();
      if (batch == null) {
        break;
      }
      block.add(batch);
    }
    return block.labels.size() == 0 ? Optional.empty() : Optional.of(block);
  }

  private @Nullable SharedBatch current() {
    while (current == null || next == current.batch.size()) {
      leaveCurrent();
      Optional<SeriesBatch> batch = ended ? Optional.empty() : cursor.next();
      if (batch.isEmpty()) {
        end();
        return null;
      }
      current = new SharedBatch(batch.get());
      next = 0;
    }
    return current;
  }

  private void end() {
    if (!ended) {
      ended = true;
      outcomes.add(cursor.outcome());
    }
  }

  private void leaveCurrent() {
    if (current != null) {
      current.release();
      current = null;
    }
  }

  @Override
  public void close() {
    leaveCurrent();
    cursor.close();
  }

  /**
   * A batch with the number of those who hold it: this cutter, and each block with series of it.
   */
  private static final class SharedBatch {
    private final SeriesBatch batch;

    /** Guarded by this. */
    private int holders = 1;

    SharedBatch(SeriesBatch batch) {
      this.batch = batch;
    }

    synchronized void hold() {
      holders++;
    }

    void release() {
      boolean last;
      synchronized (this) {
        last = --holders == 0;
      }
      if (last) {
        batch.close();
      }
    }

    synchronized void read(int series, SampleBuffer into) {
      batch.readSamples(series, into);
    }
  }

  /** Some consecutive series, perhaps of several batches. */
  final class Block {
    private final BlockLabels labels = new BlockLabels(16);
    private final List<SharedBatch> batches = new ArrayList<>(2);

    /** For each batch the block's first series of it, and where that stands in the batch. */
    private final List<int[]> starts = new ArrayList<>(2);

    private void add(SharedBatch shared) {
      shared.hold();
      batches.add(shared);
      starts.add(new int[] {labels.size(), next});
      SeriesBatch batch = shared.batch;
      int end = Math.min(batch.size(), next + blockSeries - labels.size());
      for (; next < end; next++) {
        labels.add(batch.labelBytes(), batch.labelsFrom(next), batch.labelsTo(next), false);
      }
    }

    BlockLabels labels() {
      return labels;
    }

    /** Replaces a buffer's samples by those of a series. */
    void read(int series, SampleBuffer into) {
      int at = batches.size() - 1;
      while (starts.get(at)[0] > series) {
        at--;
      }
      into.clear();
      batches.get(at).read(starts.get(at)[1] + series - starts.get(at)[0], into);
      if (totalsOnly && into.hasHistograms()) {
        TotalsOnly reduction = reductions.take(TotalsOnly::new);
        reduction.reduce(into);
        reductions.giveBack(reduction);
      }
    }

    void close() {
      batches.forEach(SharedBatch::release);
      batches.clear();
    }
  }
}
