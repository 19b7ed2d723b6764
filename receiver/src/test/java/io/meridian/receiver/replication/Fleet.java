package io.meridian.receiver.replication;

import com.google.protobuf.ByteString;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import io.meridian.cluster.ring.RingAlgorithm;
import io.meridian.cluster.ring.RingFile;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.config.ConfigFile;
import io.meridian.tsdb.head.LabelLimits;
import io.meridian.tsdb.head.SeriesLimits;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.List;
import java.util.stream.Collectors;

/** Rings and requests as tests write them down. */
final class Fleet {
  static final SeriesLimits LIMITS = new SeriesLimits(1_000_000, LabelLimits.NONE);

  private Fleet() {}

  static TenantRings rings(int copies, List<String> addresses) {
    String endpoints =
        addresses.stream().map(address -> '"' + address + '"').collect(Collectors.joining(","));
    return new RingFile(RingAlgorithm.KETAMA, copies)
        .read(ConfigFile.of("rings.json", "[{\"endpoints\": [" + endpoints + "]}]"));
  }

  /** A series with one sample; labels come as they are written: {@code name=value}. */
  static TimeSeries series(long time, String... labels) {
    TimeSeries.Builder series = TimeSeries.newBuilder();
    for (String label : labels) {
      int equals = label.indexOf('=');
      series.addLabels(
          Label.newBuilder()
              .setNameBytes(ByteString.copyFromUtf8(label.substring(0, equals)))
              .setValueBytes(ByteString.copyFromUtf8(label.substring(equals + 1))));
    }
    return series
        .addSamples(Sample.newBuilder().setTimestamp(time).setValue((double) time))
        .build();
  }

  static WriteBatch batch(List<TimeSeries> series) {
    return batch(WriteRequest.newBuilder().addAllTimeseries(series).build().toByteArray());
  }

  static WriteBatch batch(byte[] body) {
    WriteBatch batch = new WriteBatch();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    return batch;
  }
}
