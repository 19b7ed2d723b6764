package io.meridian.service.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.budget.CpuPool;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessMetricsTest {
  @Test
  void tellsOfBudgetsProcessorsBuildAndJvm() throws IOException {
    PrometheusRegistry registry = new PrometheusRegistry();
    ByteBudget bodies = new ByteBudget("bodies", 100, 0);
    try (CpuPool pool = new CpuPool(2, 4);
        ByteBudget.Grant grant = bodies.acquire(60, Duration.ZERO)) {
      ProcessMetrics.register(registry, "receiver", List.of(bodies));
      ProcessMetrics.register(registry, pool);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PrometheusTextFormatWriter.create().write(out, registry.scrape());

      assertThat(grant.bytes()).isEqualTo(60);
      assertThat(out.toString(UTF_8))
          .contains("meridian_budget_held_bytes{budget=\"bodies\"} 60.0")
          .contains("meridian_budget_refused_total{budget=\"bodies\"} 0.0")
          .contains("meridian_cpu_pool_threads{state=\"idle\"} 2.0")
          .contains("meridian_build_info{java=")
          .contains("jvm_memory_used_bytes{area=\"heap\"}")
          .contains("process_resident_memory_bytes");
    }
  }
}
