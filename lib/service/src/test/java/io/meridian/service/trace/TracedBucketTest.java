package io.meridian.service.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.config.ConfigFile;
import io.meridian.service.trace.Collector.Seen;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class TracedBucketTest {
  private Collector collector;
  private Tracing tracing;

  @BeforeEach
  void collect() throws Exception {
    collector = new Collector();
    String yaml =
        "{type: OTLP, config: {client_type: grpc, insecure: true, endpoint: '%s'}}"
            .formatted(collector.grpcAddress());
    tracing =
        Tracing.of(
            TracingConfig.read(ConfigFile.of("--tracing.config", yaml)).value(),
            "store-gateway",
            new PrometheusRegistry());
  }

  @AfterEach
  void close() throws Exception {
    tracing.close();
    collector.stop();
  }

  /** What the collector has, once that is so much. */
  private List<Seen> seen(int count) {
    while (collector.spans().size() < count) {
      LockSupport.parkNanos(10_000_000);
    }
    return collector.spans();
  }

  private static MemoryBucket memory() {
    return new MemoryBucket("blocks", InstantSource.system());
  }

  @Test
  void isPartOfTheTraceOfWhoeverAsks() throws Exception {
    try (Bucket bucket = new TracedBucket(memory())) {
      bucket.put("before", new byte[3]); // for nobody
      Span request = tracing.serve("thanos.Store/Series", _ -> Optional.empty());

      try (var _ = request.enter()) {
        Thread.ofVirtual().start(() -> bucket.getRange("before", 1, 2)).join();
        assertThatThrownBy(() -> bucket.head("none")).isInstanceOf(ObjectNotFoundException.class);
      }
      request.end();
      bucket.delete("before"); // for nobody

      List<Seen> seen = seen(3);
      Seen served = named(seen, "thanos.Store/Series");
      assertThat(seen)
          .extracting(Seen::name)
          .containsExactlyInAnyOrder("thanos.Store/Series", "bucket get_range", "bucket head");
      Seen read = named(seen, "bucket get_range");
      assertThat(read.parent()).isEqualTo(served.id());
      assertThat(read.facts())
          .containsEntry("bucket.name", "memory://blocks")
          .containsEntry("bucket.object", "before");
      assertThat(named(seen, "bucket head").code()).isZero();
    }
  }

  @Test
  void saysWhatFailed() {
    try (Bucket bucket =
        new TracedBucket(new FaultyBucket(memory(), Faults.none(1).withShares(1, 0, 0)))) {
      Span request = tracing.serve("thanos.Store/Series", _ -> Optional.empty());

      try (var _ = request.enter()) {
        assertThatThrownBy(() -> bucket.getRange("a", 0, 1)).isInstanceOf(BucketException.class);
      }
      request.end();

      assertThat(named(seen(2), "bucket get_range").code()).isEqualTo(2);
    }
  }

  private static Seen named(List<Seen> seen, String name) {
    return seen.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }
}
