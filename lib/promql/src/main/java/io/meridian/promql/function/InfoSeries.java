package io.meridian.promql.function;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.LabelTable;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * The info series of a query: for each metric and each identity (the labels {@code instance} and
 * {@code job}) which series has the newest sample at a step.
 */
final class InfoSeries {
  private static final int NONE = -1;

  /** The labels by which info series are found. */
  static final LabelNames IDENTITY = LabelNames.of("instance", "job");

  private static final LabelNames NAME = LabelNames.of(Labels.METRIC_NAME);

  private final Collected series;
  private final LabelTable identities = new LabelTable();
  private final LabelBytes scratch = new LabelBytes();

  /** The names of the metrics, each as a packed label, in ascending order. */
  private final List<Labels> metrics;

  /** For each metric's identity and step the newest series, or −1. */
  private int[] newest = {};

  private final int steps;

  InfoSeries(Collected series) {
    this.series = series;
    steps = series.steps().count();
    TreeSet<Labels> names = new TreeSet<>();
    for (int i = 0; i < series.size(); i++) {
      names.add(series.labels(i).only(NAME));
      add(i);
    }
    metrics = List.copyOf(names);
  }

  private void add(int number) {
    byte[] packed = series.labelBytes(number);
    int from = series.labelsFrom(number);
    int to = series.labelsTo(number);
    NAME.select(true, packed, from, to, scratch.clear());
    IDENTITY.select(true, packed, from, to, scratch);
    int identity = identities.number(scratch.bytes(), 0, scratch.length());
    if ((identity + 1) * steps > newest.length) {
      int before = newest.length;
      newest = Arrays.copyOf(newest, Math.max((identity + 1) * steps, before * 2));
      Arrays.fill(newest, before, newest.length, NONE);
    }
    for (int i = 0; i < steps; i++) {
      if (has(number, i)) {
        int place = identity * steps + i;
        newest[place] = newest[place] == NONE ? number : newer(newest[place], number, i);
      }
    }
  }

  private boolean has(int number, int step) {
    int cell = series.firstCell(number) + step;
    if (!series.tile(number).has(cell)) {
      return false;
    }
    if (series.tile(number).laneIndex(cell) >= 0) {
      throw new QueryFailedException(
          "this should be an info metric, with float samples: " + series.labels(number));
    }
    return true;
  }

  private int newer(int one, int other, int step) {
    long time = time(one, step);
    long otherTime = time(other, step);
    if (time == otherTime) {
      throw new QueryFailedException(
          "found duplicate series for info metric: existing %s @ %d, new %s @ %d"
              .formatted(series.labels(one), time, series.labels(other), otherTime));
    }
    return time > otherTime ? one : other;
  }

  private long time(int number, int step) {
    return Math.round(series.tile(number).values()[series.firstCell(number) + step] * 1000);
  }

  Collected series() {
    return series;
  }

  /** The identities that a series would have as one of each metric; −1 where there is none. */
  int[] identities(byte[] packed, int from, int to) {
    int[] found = new int[metrics.size()];
    for (int i = 0; i < found.length; i++) {
      byte[] name = metrics.get(i).packed();
      scratch.clear().add(name, 0, name.length);
      IDENTITY.select(true, packed, from, to, scratch);
      found[i] = identities.find(scratch.bytes(), 0, scratch.length());
    }
    return found;
  }

  /** The newest series of an identity at a step, or −1. */
  int newest(int identity, int step) {
    return identity == NONE ? NONE : newest[identity * steps + step];
  }
}
