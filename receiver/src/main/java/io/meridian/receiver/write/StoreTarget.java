package io.meridian.receiver.write;

import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.WriteBatch;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.WriteReport;

/** Writes into this process' store and nowhere else. */
public final class StoreTarget implements WriteTarget {
  private final SampleStore store;

  public StoreTarget(SampleStore store) {
    this.store = store;
  }

  @Override
  public WriteReport write(WriteOrigin origin, WriteBatch batch, SeriesLimits limits) {
    return store.append(origin.tenant(), origin.sender(), batch, limits);
  }
}
