package io.meridian.storeapi.serve;

import io.meridian.storeapi.order.FinalSeries;
import io.meridian.storeapi.order.ForwardedSeries;

/**
 * A store's sorted series in an answer that goes on without them: where sorting fails they end,
 * once that was said.
 */
final class StoredFinalSeries extends ForwardedSeries {
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
  protected FinalSeries current() {
    return series;
  }

  @Override
  public void close() {
    series.close();
  }
}
