package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;

/** Functions that look at how many samples a window has, or at its first or last one. */
enum SamplesOverTime implements RangeFunction {
  COUNT {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      into.put(cell, to - from);
    }
  },
  PRESENT {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      into.put(cell, 1);
    }
  },
  FIRST {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      copy(samples, from, into, cell);
    }
  },
  LAST {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      copy(samples, to - 1, into, cell);
    }
  },
  FIRST_TIME {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      into.put(cell, samples.time(from) / 1000.0);
    }
  },
  LAST_TIME {
    @Override
    void put(SampleBuffer samples, int from, int to, Tile into, int cell) {
      into.put(cell, samples.time(to - 1) / 1000.0);
    }
  };

  /** Fills a cell from a window that is not empty. */
  abstract void put(SampleBuffer samples, int from, int to, Tile into, int cell);

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    int[] from = series.from();
    int[] to = series.to();
    int cell = row * into.steps();
    for (int i = 0; i < from.length; i++) {
      if (to[i] > from[i]) {
        put(series.samples(), from[i], to[i], into, cell + i);
      }
    }
  }

  private static void copy(SampleBuffer samples, int sample, Tile into, int cell) {
    int index = samples.laneIndex(sample);
    if (index < 0) {
      into.put(cell, samples.value(sample));
    } else {
      into.lane().add(samples.lane(), index);
      into.putHistogram(cell);
    }
  }
}
