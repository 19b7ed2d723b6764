package io.meridian.querier.read;

import io.meridian.api.prometheus.QueryResult;
import io.meridian.api.prometheus.ReadResponse;
import io.meridian.api.prometheus.TimeSeries;
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
    TimeSeries made = SeriesMessage.of(labels, samples);
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
