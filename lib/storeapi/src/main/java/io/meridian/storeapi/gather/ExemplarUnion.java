package io.meridian.storeapi.gather;

import io.meridian.api.thanos.Exemplar;
import io.meridian.api.thanos.ExemplarData;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.LabelSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Exemplars of several servers by their series, each once, in order of time. What does not match a
 * selector with all its labels, external ones too, is left out: servers may know nothing of those.
 */
final class ExemplarUnion {
  private static final Comparator<Point> ORDER =
      Comparator.comparingLong(Point::time)
          .thenComparing(Point::labels)
          .thenComparingDouble(Point::value);

  private final List<List<Matcher>> selectors;
  private final LabelNames removed;
  private final SortedMap<Labels, TreeSet<Point>> series = new TreeMap<>();

  ExemplarUnion(List<List<Matcher>> selectors, List<String> removed) {
    this.selectors = selectors;
    this.removed = LabelNames.of(removed);
  }

  private record Point(long time, Labels labels, double value) {}

  void add(ExemplarData data) {
    Labels labels = LabelSets.read(data.getSeriesLabels());
    if (data.getExemplarsCount() == 0 || !isSelected(labels.packed())) {
      return;
    }
    TreeSet<Point> points =
        series.computeIfAbsent(labels.without(removed), _ -> new TreeSet<>(ORDER));
    for (Exemplar one : data.getExemplarsList()) {
      points.add(new Point(one.getTs(), LabelSets.read(one.getLabels()), one.getValue()));
    }
  }

  private boolean isSelected(byte[] labels) {
    return selectors.stream()
        .anyMatch(all ->
            all.stream().allMatch(matcher -> matcher.matchesSeries(labels, 0, labels.length)));
  }

  /** What there is, in the order of the series' labels. */
  List<ExemplarData> list() {
    List<ExemplarData> list = new ArrayList<>();
    series.forEach((labels, points) -> {
      ExemplarData.Builder data =
          ExemplarData.newBuilder().setSeriesLabels(LabelSets.write(labels));
      for (Point point : points) {
        data.addExemplars(
            Exemplar.newBuilder()
                .setTs(point.time())
                .setLabels(LabelSets.write(point.labels()))
                .setValue(point.value()));
      }
      list.add(data.build());
    });
    return list;
  }
}
