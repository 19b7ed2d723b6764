package io.meridian.storeapi.serve;

import io.meridian.storeapi.order.FinalSeries;

/**
 * A store's sorted series in an answer that goes on without them: where sorting fails they end,
 * once that was said.
 */
final class StoredFinalSeries implements FinalSeries {
  private final SeriesStore store;
  private final FinalSeries series;
  private final MissingParts missing;

  StoredFinalSeries(SeriesStore store, FinalSeries series, MissingParts missing) {
    this.store = store;
    this.series = series;
    this.missing = missing;
  }

  @Override
  public boolean next() {
    try {
      return series.next();
    } catch (RuntimeException e) {
      missing.failed(store, e);
      return false;
    }
  }

  @Override
  public byte[] labelBytes() {
    return series.labelBytes();
  }

  @Override
  public int labelsFrom() {
    return series.labelsFrom();
  }

  @Override
  public int labelsTo() {
    return series.labelsTo();
  }

  @Override
  public byte[] chunkBytes() {
    return series.chunkBytes();
  }

  @Override
  public int chunksFrom() {
    return series.chunksFrom();
  }

  @Override
  public int chunksTo() {
    return series.chunksTo();
  }

  @Override
  public void close() {
    series.close();
  }
}
