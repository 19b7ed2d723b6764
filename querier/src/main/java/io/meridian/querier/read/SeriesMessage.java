package io.meridian.querier.read;

import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.model.Histogram;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;

/** Series with their samples as messages of Prometheus' and Thanos' protocols. */
public final class SeriesMessage {
  private SeriesMessage() {}

  /** A series; histograms among its samples stand in a field of their own. */
  public static TimeSeries of(Labels labels, SampleBuffer samples) {
    TimeSeries.Builder series = TimeSeries.newBuilder().addAllLabels(LabelMessages.of(labels));
    for (int i = 0; i < samples.size(); i++) {
      if (samples.laneIndex(i) < 0) {
        series.addSamples(
            Sample.newBuilder().setTimestamp(samples.time(i)).setValue(samples.value(i)));
      } else {
        Histogram histogram = Histogram.of(samples.lane(), samples.laneIndex(i));
        series.addHistograms(HistogramMessage.of(samples.time(i), histogram));
      }
    }
    return series.build();
  }
}
