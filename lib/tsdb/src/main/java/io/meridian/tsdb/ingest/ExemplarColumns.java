package io.meridian.tsdb.ingest;

import java.util.Arrays;

/**
 * The exemplars of a {@link WriteBatch}, in columns: the number of their series in the batch, their
 * labels as a slice of label fields of the batch's bytes, value and time.
 */
public final class ExemplarColumns {
  private int size;
  private int[] series = new int[4];
  private int[] labelsFrom = new int[4];
  private int[] labelsTo = new int[4];
  private double[] values = new double[4];
  private long[] times = new long[4];

  ExemplarColumns() {}

  void clear() {
    size = 0;
  }

  void add(int ofSeries, int from, int to, double value, long time) {
    if (size == series.length) {
      series = Arrays.copyOf(series, 2 * size);
      labelsFrom = Arrays.copyOf(labelsFrom, 2 * size);
      labelsTo = Arrays.copyOf(labelsTo, 2 * size);
      values = Arrays.copyOf(values, 2 * size);
      times = Arrays.copyOf(times, 2 * size);
    }
    series[size] = ofSeries;
    labelsFrom[size] = from;
    labelsTo[size] = to;
    values[size] = value;
    times[size++] = time;
  }

  public int size() {
    return size;
  }

  /** The number of an exemplar's series in the batch. */
  public int series(int exemplar) {
    return series[exemplar];
  }

  public int labelsFrom(int exemplar) {
    return labelsFrom[exemplar];
  }

  public int labelsTo(int exemplar) {
    return labelsTo[exemplar];
  }

  public double value(int exemplar) {
    return values[exemplar];
  }

  /** Unix milliseconds. */
  public long time(int exemplar) {
    return times[exemplar];
  }
}
