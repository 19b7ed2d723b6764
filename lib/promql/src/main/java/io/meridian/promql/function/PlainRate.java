package io.meridian.promql.function;

import io.meridian.model.SampleBuffer;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.exec.Window;
import java.util.Arrays;

/**
 * rate, increase and delta of a series that has only floats, and no start timestamps: what nearly
 * all series are. Gives what {@link ExtrapolatedRate} gives to any series, with as little as can be
 * done for each step.
 */
final class PlainRate {
  /** Added to any number it changes nothing, not even the sign of 0. */
  private static final double NOTHING = -0.0;

  private static final long NOTHING_BITS = Double.doubleToRawLongBits(NOTHING);

  private static final double[] NONE = {};

  private final boolean counter;
  private final Extrapolation extrapolation;

  /** For each sample what a reset before it took away. */
  private double[] lost = {};

  private final AlikeRates alike;

  PlainRate(boolean counter, Extrapolation extrapolation) {
    this.counter = counter;
    this.extrapolation = extrapolation;
    alike = new AlikeRates(extrapolation);
  }

  void apply(RangeSeries series, Tile into, int row) {
    SampleBuffer samples = series.samples();
    boolean reset = counter && findResets(samples);
    apply(series, 0, series.alikeFrom(), reset, into, row);
    if (series.alikeFrom() < series.alikeTo()) {
      alike.apply(series, reset ? lost : NONE, into, row);
    }
    apply(series, series.alikeTo(), series.from().length, reset, into, row);
  }

  /** Evaluates some steps, one by one. */
  private void apply(
      RangeSeries series, int firstStep, int endStep, boolean reset, Tile into, int row) {
    if (firstStep == endStep) {
      return;
    }
    double[] values = series.samples().values();
    int[] from = series.from();
    int[] to = series.to();
    double[] changes = into.values();
    int cell = row * into.steps();
    for (int i = firstStep; i < endStep; i++) {
      if (from[i] < to[i]) {
        changes[cell + i] = values[to[i] - 1] - values[from[i]];
      }
    }
    if (reset) {
      addLost(from, to, firstStep, endStep, changes, cell);
    }
    extrapolate(series, firstStep, endStep, into, cell);
  }

  /** Turns the changes of windows with at least two samples into results. */
  private void extrapolate(
      RangeSeries series, int firstStep, int endStep, Tile into, int firstCell) {
    long[] times = series.samples().times();
    double[] values = series.samples().values();
    double[] changes = into.values();
    Window window = series.window();
    long stride = window.at().isPresent() ? 0 : window.steps().step();
    int[] from = series.from();
    int[] to = series.to();
    int cell = firstCell + firstStep;
    int written = cell;
    long start = window.start(firstStep);
    for (int i = firstStep; i < endStep; i++, cell++, start += stride) {
      int first = from[i];
      int last = to[i] - 1;
      if (last <= first) {
        into.addWritten(written, cell);
        written = cell + 1;
        continue;
      }
      changes[cell] *=
          extrapolation.factor(
              times[first] - start,
              times[last] - times[first],
              last - first + 1,
              values[first],
              changes[cell]);
    }
    into.addWritten(written, cell);
  }

  /**
   * Adds to the changes what resets took away. Each is a chain of additions in the order of the
   * samples; where four windows are of one length, their chains run side by side.
   */
  private void addLost(
      int[] from, int[] to, int firstStep, int endStep, double[] changes, int cell) {
    int i = firstStep;
    while (i < endStep) {
      int length = to[i] - from[i];
      boolean four =
          i + 3 < endStep
              && to[i + 1] - from[i + 1] == length
              && to[i + 2] - from[i + 2] == length
              && to[i + 3] - from[i + 3] == length;
      if (four) {
        addLost(from[i], from[i + 1], from[i + 2], from[i + 3], length, changes, cell + i);
        i += 4;
      } else {
        for (int at = from[i] + 1; at < to[i]; at++) {
          changes[cell + i] += lost[at];
        }
        i++;
      }
    }
  }

  private void addLost(int a, int b, int c, int d, int length, double[] changes, int cell) {
    double ofA = changes[cell];
    double ofB = changes[cell + 1];
    double ofC = changes[cell + 2];
    double ofD = changes[cell + 3];
    for (int i = 1; i < length; i++) {
      ofA += lost[a + i];
      ofB += lost[b + i];
      ofC += lost[c + i];
      ofD += lost[d + i];
    }
    changes[cell] = ofA;
    changes[cell + 1] = ofB;
    changes[cell + 2] = ofC;
    changes[cell + 3] = ofD;
  }

  /**
   * Whether there are any. What is chosen between is whole numbers, for which processors need no
   * branch: in what is no counter nobody could foresee it.
   */
  private boolean findResets(SampleBuffer samples) {
    double[] values = samples.values();
    int size = samples.size();
    int first = Math.max(1, samples.rising());
    while (first < size && !(values[first] < values[first - 1])) {
      first++;
    }
    if (first >= size) {
      return false;
    }
    if (lost.length < size) {
      lost = new double[values.length];
    }
    Arrays.fill(lost, 0, first, NOTHING);
    for (int i = first; i < size; i++) {
      double before = values[i - 1];
      long bits = values[i] < before ? Double.doubleToRawLongBits(before) : NOTHING_BITS;
      lost[i] = Double.longBitsToDouble(bits);
    }
    return true;
  }
}
