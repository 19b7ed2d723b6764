package io.meridian.promql.function;

import io.meridian.model.Tile;
import io.meridian.promql.exec.BlockFold;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.SeriesBlock;
import java.util.Arrays;

/** scalar(): the value of the only float at a step, NaN where there is none or more than one. */
final class SingleFloat implements BlockFold<SingleFloat.Found> {
  private final int steps;
  private final Found all;

  private SingleFloat(int steps) {
    this.steps = steps;
    all = new Found(steps);
  }

  static double[] of(Operator vector, QueryRun run) {
    SingleFloat fold = new SingleFloat(run.steps().count());
    try (vector) {
      run.drain(vector, fold);
    }
    return fold.all.values();
  }

  /** The floats met so far. */
  static final class Found {
    private final int[] counts;
    private final double[] last;

    Found(int steps) {
      counts = new int[steps];
      last = new double[steps];
    }

    void add(Tile tile, int firstCell) {
      for (int i = 0; i < counts.length; i++) {
        int cell = firstCell + i;
        if (tile.has(cell) && tile.laneIndex(cell) < 0) {
          counts[i]++;
          last[i] = tile.values()[cell];
        }
      }
    }

    void add(Found other) {
      for (int i = 0; i < counts.length; i++) {
        if (other.counts[i] > 0) {
          counts[i] += other.counts[i];
          last[i] = other.last[i];
        }
      }
    }

    double[] values() {
      double[] values = new double[counts.length];
      Arrays.setAll(values, i -> counts[i] == 1 ? last[i] : Double.NaN);
      return values;
    }
  }

  @Override
  public Found arrive(SeriesBlock block) {
    return new Found(steps);
  }

  @Override
  public void fold(Found found, SeriesBlock block, int from, int to, Tile tile) {
    for (int row = 0; row < to - from; row++) {
      found.add(tile, row * steps);
    }
  }

  @Override
  public void merge(Found found) {
    all.add(found);
  }
}
