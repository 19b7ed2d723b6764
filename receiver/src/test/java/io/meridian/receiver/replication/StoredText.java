package io.meridian.receiver.replication;

import io.meridian.model.Exemplar;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.head.SeriesExemplars;
import io.meridian.tsdb.store.LocalSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a tenant has, bit by bit, as text: series by series, and what is said of metrics. */
final class StoredText {
  private final String without;
  private final Map<String, String> texts = new TreeMap<>();

  private StoredText(String without) {
    this.without = without;
  }

  /**
   * Reads a tenant.
   *
   * @param without a label that is left out
   */
  static Map<String, String> of(LocalSource source, String without) {
    StoredText text = new StoredText(without);
    text.readSeries(source);
    List<SeriesExemplars> exemplars =
        source.exemplars(List.of(), TimeRange.ALL, QueryContext.unlimited());
    exemplars.forEach(text::add);
    source.metadata().forEach((metric, said) -> text.texts.put(metric, said.toString()));
    return text.texts;
  }

  private void readSeries(LocalSource source) {
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor =
        source.select(List.of(), SelectHints.of(TimeRange.ALL), QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            String labels = LabelsBuilder.from(batch.labels(i)).remove(without).build().toString();
            texts.put(labels, text(samples));
          }
        }
      }
    }
  }

  private void add(SeriesExemplars series) {
    String labels = LabelsBuilder.from(series.labels()).remove(without).build().toString();
    for (Exemplar exemplar : series.exemplars()) {
      texts.merge(labels, " exemplar " + exemplar, String::concat);
    }
  }

  private static String text(SampleBuffer samples) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < samples.size(); i++) {
      text.append(samples.time(i)).append(" since ").append(samples.startTime(i)).append('=');
      text.append(Long.toHexString(Double.doubleToRawLongBits(samples.value(i))));
      if (samples.laneIndex(i) >= 0) {
        text.append(histogram(samples.lane(), samples.laneIndex(i)));
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static String histogram(HistogramLane lane, int at) {
    HistogramLayout layout = lane.layout(at);
    int from = lane.start(at);
    int to = lane.positiveStart(at) + layout.buckets();
    return " schema %d beyond %s: %s, %s, %s %b %s %s"
        .formatted(
            layout.schema(),
            layout.zeroThreshold(),
            layout.positive(),
            layout.negative(),
            Arrays.toString(layout.customBounds()),
            lane.isInteger(at),
            lane.hint(at),
            Arrays.toString(Arrays.copyOfRange(lane.words(), from, to)));
  }
}
