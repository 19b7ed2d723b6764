package io.meridian.promql;

import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesSource;

/** A source that gives no sample of another one but those that a step looks at. */
final class SparseSource extends ForwardedSource {
  private long left;

  SparseSource(SeriesSource source) {
    super(source);
  }

  /** How many samples were left out so far. */
  long left() {
    return left;
  }

  @Override
  SeriesBatch batch(SeriesBatch batch, SelectHints hints) {
    SampleWindows windows = SampleWindows.of(hints);
    return new Batch(batch) {
      @Override
      public void readSamples(int series, SampleBuffer into) {
        SampleBuffer all = new SampleBuffer();
        super.readSamples(series, all);
        for (int i = 0; i < all.size(); i++) {
          if (windows.overlap(all.time(i), all.time(i))) {
            into.addAll(all, i, i + 1);
          } else {
            left++;
          }
        }
      }
    };
  }
}
