package io.meridian.tsdb.store;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesBatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A source's batch whose series went to more than one batch of what was joined; closed when the
 * last of these is. Its samples are read by one thread at a time, whichever batch asks.
 */
final class HeldBatch {
  private final SeriesBatch batch;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** A batch, held once. */
  HeldBatch(SeriesBatch batch) {
    this.batch = batch;
  }

  SeriesBatch batch() {
    return batch;
  }

  void hold() {
    holders.incrementAndGet();
  }

  void letGo() {
    if (holders.decrementAndGet() == 0) {
      batch.close();
    }
  }

  synchronized void readSamples(int series, SampleBuffer into) {
    batch.readSamples(series, into);
  }
}
