package io.meridian.storeapi.serve;

import io.meridian.api.prometheus.Exemplar;
import io.meridian.api.prometheus.MetricMetadata;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.model.Labels;
import io.meridian.tsdb.store.SampleStore;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** A remote write request with a series, an exemplar and metadata. */
final class WrittenRequest {
  private WrittenRequest() {}

  static void to(SampleStore store, String tenant, long time) {
    TimeSeries series =
        TimeSeries.newBuilder()
            .addLabels(Label.newBuilder().setName("__name__").setValue("requests_total"))
            .addLabels(Label.newBuilder().setName("job").setValue("j"))
            .addSamples(Sample.newBuilder().setTimestamp(time).setValue(1))
            .addExemplars(
                Exemplar.newBuilder()
                    .addLabels(Label.newBuilder().setName("trace").setValue("t"))
                    .setTimestamp(time)
                    .setValue(0.5))
            .build();
    MetricMetadata metadata =
        MetricMetadata.newBuilder()
            .setMetricFamilyName("requests_total")
            .setType(MetricMetadata.MetricType.COUNTER)
            .setHelp("How many")
            .build();
    byte[] body =
        WriteRequest.newBuilder().addTimeseries(series).addMetadata(metadata).build().toByteArray();
    store.append(tenant, body, 0, body.length);
  }

  static Labels external(String tenant) {
    return Labels.of("receive_replica", "r0", "tenant_id", tenant);
  }

  static Labels labels(String tenant) {
    return Labels.of(
        "__name__", "requests_total", "job", "j", "receive_replica", "r0", "tenant_id", tenant);
  }

  static <T> List<T> list(Iterator<T> all) {
    List<T> list = new ArrayList<>();
    all.forEachRemaining(list::add);
    return list;
  }
}
