package io.meridian.service.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

final class BucketMetricsTest {
  private static List<String> exposed(MeteredBucket bucket) throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    BucketMetrics.in(registry).add("receiver", bucket);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(text, registry.scrape());
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void countsOperationsBytesAndTimes() throws IOException {
    MeteredBucket bucket = new MeteredBucket(new MemoryBucket("b", InstantSource.system()));
    bucket.put("a", new byte[100]);
    bucket.getRange("a", 10, 30);
    bucket.getRange("a", 10, 5);
    assertThatThrownBy(() -> bucket.head("none")).isInstanceOf(ObjectNotFoundException.class);

    assertThat(exposed(bucket))
        .contains(
            "thanos_objstore_bucket_operations_total{bucket=\"memory://b\",component=\"receiver\",operation=\"get_range\"} 2.0",
            "thanos_objstore_bucket_operations_total{bucket=\"memory://b\",component=\"receiver\",operation=\"upload\"} 1.0",
            "thanos_objstore_bucket_operation_failures_total{bucket=\"memory://b\",component=\"receiver\",operation=\"attributes\"} 0.0",
            "meridian_bucket_failures_total{bucket=\"memory://b\",component=\"receiver\",kind=\"not_found\",operation=\"attributes\"} 1.0",
            "meridian_bucket_bytes_total{bucket=\"memory://b\",component=\"receiver\",operation=\"get_range\"} 35.0",
            "thanos_objstore_bucket_operation_duration_seconds_bucket{bucket=\"memory://b\",component=\"receiver\",operation=\"get_range\",le=\"+Inf\"} 2",
            "thanos_objstore_bucket_operation_duration_seconds_bucket{bucket=\"memory://b\",component=\"receiver\",operation=\"get_range\",le=\"30.0\"} 2",
            "thanos_objstore_bucket_operation_duration_seconds_count{bucket=\"memory://b\",component=\"receiver\",operation=\"get_range\"} 2");
  }

  @Test
  void countsWhatFailedByItsKind() throws IOException {
    MeteredBucket bucket =
        new MeteredBucket(
            new FaultyBucket(
                new MemoryBucket("b", InstantSource.system()), Faults.none(1).withShares(1, 0, 0)));
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> bucket.delete("a")).hasMessageContaining("503");
    }

    assertThat(exposed(bucket))
        .contains(
            "thanos_objstore_bucket_operation_failures_total{bucket=\"memory://b\",component=\"receiver\",operation=\"delete\"} 3.0")
        .anyMatch(
            line -> line.startsWith("meridian_bucket_failures_total{") && line.endsWith("} 3.0"));
  }
}
