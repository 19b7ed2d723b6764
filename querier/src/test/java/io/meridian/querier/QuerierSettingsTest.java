package io.meridian.querier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.config.ConfigException;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class QuerierSettingsTest {
  @Test
  void takesTheCommandLineOfAThanosQuerier() {
    Request<QuerierSettings> read =
        new FlagSet<>(QuerierSettings.class)
            .read(
                List.of(
                    "--http-address=127.0.0.1:10904",
                    "--endpoint=127.0.0.1:10901",
                    "--endpoint=dns+stores.example:10901",
                    "--endpoint-strict=127.0.0.1:10903",
                    "--query.replica-label=replica",
                    "--query.replica-label",
                    "prometheus_replica",
                    "--query.promql-engine=thanos",
                    "--query.timeout=5m",
                    "--no-query.partial-response",
                    "--query.enforce-tenancy",
                    "--store.response-timeout=30s",
                    "--deduplication.func=penalty",
                    "--web.external-prefix=/thanos/"));

    assertThat(read).isInstanceOf(Request.Run.class);
    if (read instanceof Request.Run<QuerierSettings>(var settings, var warnings)) {
      assertThat(settings.fleet().endpoints()).hasSize(2);
      assertThat(settings.query().replicaLabels()).containsExactly("replica", "prometheus_replica");
      assertThat(settings.query().timeout()).isEqualTo(Duration.ofMinutes(5));
      assertThat(settings.query().defaults().fleet().partial()).isFalse();
      assertThat(settings.query().defaults().fleet().storeTimeout())
          .isEqualTo(Duration.ofSeconds(30));
      assertThat(settings.tenant().enforcedLabel()).contains("tenant_id");
      assertThat(settings.web().root()).isEqualTo("/thanos");
      assertThat(warnings.toString()).contains("query.promql-engine").contains("one engine");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--endpoint=stores|--endpoint: \"stores\" is no address",
        "--endpoint=unix+x:1|looked up in no way known",
        "--endpoint-strict=dns+x:1|--endpoint-strict: \"dns+x:1\" is looked up",
        "--endpoint-group-strict=dns+x:1|--endpoint-group-strict: \"dns+x:1\" is looked up",
        "--query.max-concurrent=0|--query.max-concurrent: is 0",
        "--query.timeout=0s|--query.timeout: is PT0S",
        "--query.replica-lable=a|query.replica-label",
        "--store.sd-files=x|--endpoint.sd-config-file",
        "--grpc-client-tls-cert=a|stands without its other half"
      })
  void refusesWithARemedy(String flag, String part) {
    assertThatThrownBy(() -> RunningQuerier.settings(flag))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(part);
  }
}
