package io.meridian.querier.read;

import io.meridian.api.prometheus.QueryResult;
import io.meridian.api.prometheus.ReadResponse;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.model.Histogram;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import java.util.ArrayList;
import java.util.List;

/** All samples in one message. */
final class SampleAnswer implements ReadAnswer {
  private static final int OBJECT_BYTES = 48;

  private final List<QueryResult.Builder> results = new ArrayList<>();

  @Override
  public void begin(int query) {
    results.add(QueryResult.newBuilder());
  }

  @Override
  public long series(Labels labels, SampleBuffer samples) {
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
    TimeSeries made = series.build();
    results.getLast().addTimeseries(made);
    return made.getSerializedSize() + (long) OBJECT_BYTES * (1 + samples.size());
  }

  @Override
  public List<byte[]> end() {
    ReadResponse.Builder response = ReadResponse.newBuilder();
    results.forEach(response::addResults);
    return List.of(response.build().toByteArray());
  }
}
