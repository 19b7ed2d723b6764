package io.meridian.cli.block;

import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.tsdb.block.BlockReader;
import java.util.Optional;

/** The samples that a query would see: what is deleted is left out. */
final class VisibleSeries implements SampleSeries {
  private final SeriesCursor cursor;
  private Optional<SeriesBatch> batch = Optional.empty();
  private int at;

  VisibleSeries(BlockReader block, Selection selection) {
    cursor =
        block.select(
            selection.pushed(), SelectHints.of(selection.range()), QueryContext.unlimited());
  }

  @Override
  public boolean next() {
    at++;
    while (batch.isEmpty() || at >= batch.get().size()) {
      batch.ifPresent(SeriesBatch::close);
      batch = cursor.next();
      at = 0;
      if (batch.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private SeriesBatch batch() {
    return batch.orElseThrow();
  }

  @Override
  public byte[] labelBytes() {
    return batch().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return batch().labelsFrom(at);
  }

  @Override
  public int labelsTo() {
    return batch().labelsTo(at);
  }

  @Override
  public void readSamples(SampleBuffer into) {
    batch().readSamples(at, into);
  }

  @Override
  public void close() {
    batch.ifPresent(SeriesBatch::close);
    batch = Optional.empty();
    cursor.close();
  }
}
