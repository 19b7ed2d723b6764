package io.meridian.storeapi.dial;

/** What the answers of all stores cost all queries, for metrics. Safe for use by many threads. */
public final class StoreTotals {
  private final StoreMeter meter = new StoreMeter(null);

  StoreMeter meter() {
    return meter;
  }

  /** The sums since the begin; of the first frames it is the one that took longest. */
  public StoreFigures figures() {
    return meter.figures("");
  }
}
