package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeSeries;

/**
 * rate, increase and delta at the steps whose windows are alike ({@link RangeSeries#alikeFrom}):
 * most steps of most series. What a window is multiplied with is known once for all of them, and
 * sums run over the windows side by side, each still in the order of its samples.
 */
final class AlikeRates {
  private final Extrapolation extrapolation;

  /** For each window its first value. */
  private double[] firsts = {};

  /** For each window how much the value has changed. */
  private double[] changes = {};

  AlikeRates(Extrapolation extrapolation) {
    this.extrapolation = extrapolation;
  }

  /**
   * Fills the cells of those steps.
   *
   * @param lost for each sample what a reset before it took away, −0 where nothing; empty if there
   *     are no resets at all
   */
  void apply(RangeSeries series, double[] lost, Tile into, int row) {
    SampleBuffer samples = series.samples();
    int step = series.alikeFrom();
    int windows = series.alikeTo() - step;
    int first = series.from()[step];
    int size = series.to()[step] - first;
    if (size < 2) {
      return;
    }
    takeEnds(samples.values(), first, size, series.stride(), windows);
    if (lost.length > 0) {
      addLost(lost, first, size, series.stride(), windows);
    }
    long firstTime = samples.time(first);
    extrapolation.apply(
        firstTime - series.window().start(step),
        samples.time(first + size - 1) - firstTime,
        size,
        firsts,
        changes,
        windows);
    int cell = row * into.steps() + step;
    System.arraycopy(changes, 0, into.values(), cell, windows);
    into.addWritten(cell, cell + windows);
  }

  private void takeEnds(double[] values, int first, int size, int stride, int windows) {
    if (firsts.length < windows) {
      firsts = new double[windows];
      changes = new double[windows];
    }
    double[] firsts = this.firsts;
    double[] changes = this.changes;
    int last = first + size - 1;
    for (int i = 0; i < windows; i++) {
      double value = values[first + i * stride];
      firsts[i] = value;
      changes[i] = values[last + i * stride] - value;
    }
  }

  /** Adds to the changes what resets took away, to those of eight windows at a time. */
  private void addLost(double[] lost, int first, int size, int stride, int windows) {
    int window = 0;
    for (; window + 8 <= windows; window += 8) {
      addLostToEight(lost, first + window * stride, size, stride, changes, window);
    }
    for (; window < windows; window++) {
      int from = first + window * stride;
      double change = changes[window];
      for (int i = from + 1; i < from + size; i++) {
        change += lost[i];
      }
      changes[window] = change;
    }
  }

  private static void addLostToEight(
      double[] lost, int first, int size, int stride, double[] changes, int at) {
    double a = changes[at];
    double b = changes[at + 1];
    double c = changes[at + 2];
    double d = changes[at + 3];
    double e = changes[at + 4];
    double f = changes[at + 5];
    double g = changes[at + 6];
    double h = changes[at + 7];
    for (int i = first + 1; i < first + size; i++) {
      a += lost[i];
      b += lost[i + stride];
      c += lost[i + 2 * stride];
      d += lost[i + 3 * stride];
      e += lost[i + 4 * stride];
      f += lost[i + 5 * stride];
      g += lost[i + 6 * stride];
      h += lost[i + 7 * stride];
    }
    changes[at] = a;
    changes[at + 1] = b;
    changes[at + 2] = c;
    changes[at + 3] = d;
    changes[at + 4] = e;
    changes[at + 5] = f;
    changes[at + 6] = g;
    changes[at + 7] = h;
  }
}
