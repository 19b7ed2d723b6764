package io.meridian.cli.promql;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;

/**
 * A batch whose series went into several merged ones: closed with the last of them, read by one of
 * them at a time.
 */
final class SharedBatch {
  private final SeriesBatch batch;

  /** Guarded by this. */
  private int holders = 1;

  SharedBatch(SeriesBatch batch) {
    this.batch = batch;
  }

  SeriesBatch series() {
    return batch;
  }

  synchronized void hold() {
    holders++;
  }

  synchronized void release() {
    if (--holders == 0) {
      batch.close();
    }
  }

  synchronized void read(int series, SampleBuffer into) {
    batch.readSamples(series, into);
  }
}
