package io.meridian.promql.function;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.LabelTable;
import io.meridian.promql.exec.NameDrop;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.Spares;
import io.meridian.promql.exec.StoredSeries;
import java.util.List;

/**
 * Histograms measured: a series for each histogram and measure. At a step at which a histogram is
 * there both as a classic and as a native one, nothing is measured.
 */
final class MeasuredHistograms implements StoredSeries {
  private final QueryRun run;
  private final Collected series;
  private final HistogramGroups groups;
  private final List<HistogramMeasure> measures;
  private final HistogramFindings findings;
  private final LabelBytes labels = new LabelBytes();
  private final int[] ends;
  private final Spares<Workplace> workplaces = new Spares<>();

  /** What one thread needs. */
  private static final class Workplace {
    private final ClassicBuckets classic = new ClassicBuckets();
    private final NativeBuckets natives = new NativeBuckets();
  }

  MeasuredHistograms(
      QueryRun run, Collected series, List<HistogramMeasure> measures, HistogramFindings findings) {
    this.run = run;
    this.series = series;
    this.measures = measures;
    this.findings = findings;
    groups = new HistogramGroups(series, findings);
    ends = new int[Math.multiplyExact(groups.size(), measures.size())];
    for (int i = 0; i < measures.size(); i++) {
      addLabels(new LabelRewrite(measures.get(i).added(), LabelNames.NONE), i * groups.size());
    }
  }

  private void addLabels(LabelRewrite rewrite, int from) {
    LabelTable old = groups.labels();
    LabelBytes unnamed = new LabelBytes();
    for (int i = 0; i < groups.size(); i++) {
      if (run.options().delayedNameRemoval()) {
        rewrite.apply(old.bytes(i), old.from(i), old.to(i), labels);
      } else {
        NameDrop.add(old.bytes(i), old.from(i), old.to(i), unnamed.clear());
        rewrite.apply(unnamed.bytes(), 0, unnamed.length(), labels);
      }
      ends[from + i] = labels.length();
    }
  }

  @Override
  public int size() {
    return ends.length;
  }

  @Override
  public byte[] labelBytes(int number) {
    return labels.bytes();
  }

  @Override
  public int labelsFrom(int number) {
    return number == 0 ? 0 : ends[number - 1];
  }

  @Override
  public int labelsTo(int number) {
    return ends[number];
  }

  @Override
  public boolean dropsName(int number) {
    return true;
  }

  @Override
  public void copy(int number, Tile into, int row) {
    HistogramMeasure measure = measures.get(number / groups.size());
    int group = number % groups.size();
    Workplace place = workplaces.take(Workplace::new);
    int steps = run.steps().count();
    for (int i = 0; i < steps; i++) {
      if (measure.isAskedAt(i)) {
        measure(group, i, measure, place, into, row * steps + i);
      }
    }
    workplaces.giveBack(place);
  }

  private void measure(
      int group, int step, HistogramMeasure measure, Workplace place, Tile into, int cell) {
    groups.read(group, step, place.classic);
    int nativeCell = groups.nativeCell(group, step);
    if (nativeCell < 0) {
      if (!place.classic.isEmpty()) {
        into.put(cell, measure.of(place.classic, step));
        if (place.classic.wasForced()) {
          findings.forced(groups.labels(group), place.classic, run.steps().time(step));
        }
      }
    } else if (!place.classic.isEmpty()) {
      findings.mixedKinds(groups.labels(group));
    } else {
      Tile tile = groups.nativeTile(group);
      into.put(cell, measure.of(tile.lane(), tile.laneIndex(nativeCell), place.natives, step));
      if (place.natives.finding() != NativeBuckets.Finding.NONE) {
        findings.ofNative(groups.labels(group), place.natives.finding());
      }
    }
  }

  @Override
  public void close() {
    series.close();
  }
}
