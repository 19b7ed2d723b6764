package io.meridian.querier.api;

import io.meridian.querier.run.ActiveQueries;
import io.meridian.querier.run.QueryRunner;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** {@code status/…}: what the process is and runs with, and what it does at the moment. */
final class StatusEndpoints {
  private static final double NANOS = 1e9;

  private final Supplier<Map<String, String>> flags;
  private final Supplier<String> configuration;
  private final QueryRunner runner;
  private final Tenancy tenancy;
  private final Instant started = Instant.now();

  /**
   * Endpoints.
   *
   * @param flags by name
   * @param configuration as YAML
   */
  StatusEndpoints(
      Supplier<Map<String, String>> flags,
      Supplier<String> configuration,
      QueryRunner runner,
      Tenancy tenancy) {
    this.tenancy = tenancy;
    this.flags = flags;
    this.configuration = configuration;
    this.runner = runner;
  }

  ApiReply flags(ApiRequest request) {
    return ApiReply.of(SmallJson.object(object -> flags.get().forEach(object::put)));
  }

  ApiReply config(ApiRequest request) {
    return ApiReply.of(SmallJson.object(object -> object.put("yaml", configuration.get())));
  }

  /** In Prometheus' fields as far as a Java process has them. */
  ApiReply runtime(ApiRequest request) {
    return ApiReply.of(
        SmallJson.object(object -> {
          object.put("startTime", started.toString());
          object.put("CWD", Path.of("").toAbsolutePath().toString());
          object.put("hostname", Optional.ofNullable(System.getenv("HOSTNAME")).orElse(""));
          object.put("serverTime", Instant.now().toString());
          object.put("reloadConfigSuccess", true);
          object.put("lastConfigTime", started.toString());
          object.put("corruptionCount", 0);
          object.put("goroutineCount", ManagementFactory.getThreadMXBean().getThreadCount());
          object.put("GOMAXPROCS", Runtime.getRuntime().availableProcessors());
          object.put("GOMEMLIMIT", Runtime.getRuntime().maxMemory());
          object.put("GOGC", "");
          object.put("GODEBUG", "");
          object.put("storageRetention", "");
        }));
  }

  /** {@code status/queries}: what runs at the moment, the oldest first; a tenant sees his own. */
  ApiReply queries(ApiRequest request) {
    boolean all = tenancy.restriction(request.raw()).isEmpty();
    String tenant = tenancy.tenant(request.raw());
    return ApiReply.of(
        SmallJson.array(list -> {
          for (ActiveQueries.Active each : runner.active()) {
            if (all || each.job().tenant().equals(tenant)) {
              put(list.addObject(), each);
            }
          }
        }));
  }

  private static void put(ObjectNode object, ActiveQueries.Active query) {
    object.put("kind", query.job().kind());
    object.put("tenant", query.job().tenant());
    object.put("query", query.job().text());
    object.put("requestId", query.job().requestId());
    object.put("since", query.since().toString());
    object.put("seconds", (System.nanoTime() - query.begunNanos()) / NANOS);
    object.put("queuedSeconds", query.run().queuedNanos() / NANOS);
    object.put("samples", query.run().context().samples());
    object.put("bytes", query.run().context().bytes());
  }
}
