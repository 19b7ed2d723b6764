package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.function.Remarks.Remark;

/** Functions of a window's floats. Histograms among them are left out, and remarked on. */
final class FloatsOverTime implements RangeFunction {
  private final FloatWindow kernel;
  private final int least;
  private final Remarks remarks;
  private long[] times = {};
  private double[] values = {};

  /**
   * A kernel.
   *
   * @param least how many floats a window must hold at least
   */
  FloatsOverTime(Arguments arguments, FloatWindow kernel, int least) {
    this.kernel = kernel;
    this.least = least;
    remarks = new Remarks(arguments);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    int[] from = series.from();
    int[] to = series.to();
    SampleBuffer samples = series.samples();
    int cell = row * into.steps();
    boolean mixed = samples.hasHistograms();
    for (int i = 0; i < from.length; i++) {
      if (mixed) {
        mixed(samples, from[i], to[i], into, cell + i, i);
      } else if (to[i] - from[i] >= least) {
        into.put(cell + i, kernel.apply(samples.times(), samples.values(), from[i], to[i], i));
      }
    }
    remarks.flush(series);
  }

  private void mixed(SampleBuffer samples, int from, int to, Tile into, int cell, int step) {
    if (values.length < to - from) {
      times = new long[to - from];
      values = new double[to - from];
    }
    int floats = 0;
    for (int i = from; i < to; i++) {
      if (samples.laneIndex(i) < 0) {
        times[floats] = samples.time(i);
        values[floats++] = samples.value(i);
      }
    }
    if (floats > 0 && floats < to - from) {
      remarks.note(Remark.IGNORED_HISTOGRAMS);
    }
    if (floats >= least) {
      into.put(cell, kernel.apply(times, values, 0, floats, step));
    }
  }
}
