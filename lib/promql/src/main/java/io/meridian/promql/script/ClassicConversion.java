package io.meridian.promql.script;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes native histograms with custom buckets of a load's classic ones, instant by instant. */
final class ClassicConversion {
  private static final String BUCKET = "_bucket";
  private static final String COUNT = "_count";
  private static final String SUM = "_sum";
  private static final String BOUND = "le";

  private final SortedMap<Labels, SortedMap<Integer, ClassicHistogram>> byBase = new TreeMap<>();

  /** Takes a series if it is part of a classic histogram. */
  void add(SeriesLine line) {
    String name = line.labels().get(Labels.METRIC_NAME).orElse("");
    for (String suffix : List.of(BUCKET, COUNT, SUM)) {
      if (name.endsWith(suffix)) {
        add(line, name.substring(0, name.length() - suffix.length()), suffix);
      }
    }
  }

  private void add(SeriesLine line, String base, String suffix) {
    double bound = line.labels().get(BOUND).map(ClassicConversion::bound).orElse(Double.NaN);
    if (suffix.equals(BUCKET) && Double.isNaN(bound)) {
      return;
    }
    Labels labels =
        LabelsBuilder.from(line.labels()).set(Labels.METRIC_NAME, base).remove(BOUND).build();
    SortedMap<Integer, ClassicHistogram> instants =
        byBase.computeIfAbsent(labels, _ -> new TreeMap<>());
    for (int i = 0; i < line.points().size(); i++) {
      if (line.points().get(i) instanceof Point.Value(double value)) {
        ClassicHistogram histogram = instants.computeIfAbsent(i, _ -> new ClassicHistogram());
        switch (suffix) {
          case BUCKET -> histogram.bucket(bound, value);
          case COUNT -> histogram.count(value);
          default -> histogram.sum(value);
        }
      }
    }
  }

  /** The bound that a label says; NaN if it says none. */
  private static double bound(String text) {
    try {
      return NumberText.parse(text);
    } catch (InvalidRequestException _) {
      return Double.NaN;
    }
  }

  void storeInto(SortedMap<Labels, StoredSeries> stored, long interval) {
    for (Map.Entry<Labels, SortedMap<Integer, ClassicHistogram>> series : byBase.entrySet()) {
      StoredSeries into = stored.computeIfAbsent(series.getKey(), _ -> new StoredSeries());
      series
          .getValue()
          .forEach((i, histogram) ->
              into.add(i * interval, new Point.Buckets(histogram.toCustomBuckets(), false), 0));
    }
  }
}
