package io.meridian.receiver.status;

import io.meridian.receiver.keep.HousekeepingStats;
import io.meridian.receiver.write.TenantBound;
import io.meridian.receiver.write.TenantWrites;
import io.meridian.receiver.write.WriteCounters;
import io.meridian.receiver.write.WriteLimits;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.LocalSource;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.wal.LogState;
import io.meridian.tsdb.wal.LogStats;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * What a receiver tells of writing, keeping and shipping. Read when somebody asks, so that it costs
 * nothing until then. {@code prometheus_tsdb_head_series} and the names of the shipper are those of
 * Thanos, which dashboards ask for.
 */
public final class ReceiverMetrics {
  private final PrometheusRegistry registry;

  private ReceiverMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Registers the metrics of a receiver; once a process. */
  public static void register(
      PrometheusRegistry registry,
      Supplier<Optional<SampleStore>> store,
      WriteCounters writes,
      WriteLimits limits,
      TenantBound bound,
      HousekeepingStats keeping) {
    ReceiverMetrics metrics = new ReceiverMetrics(registry);
    metrics.registerWrites(writes);
    metrics.registerTenants(store, limits);
    metrics.registerBound(store, bound);
    metrics.registerLog(store);
    metrics.registerKeeping(keeping);
  }

  /** Registers what relabelling drops; once a process that relabels. */
  public static void registerDropped(PrometheusRegistry registry, DoubleSupplier dropped) {
    new ReceiverMetrics(registry)
        .counter(
            "meridian_receiver_relabel_dropped_samples_total",
            "Samples that rules of relabelling dropped.",
            dropped);
  }

  private void registerWrites(WriteCounters writes) {
    counter(
        "meridian_receiver_requests_total",
        "Remote write requests by the status of their answer.",
        callback ->
            writes
                .answers()
                .forEach((status, count) -> callback.call(count, Integer.toString(status))),
        "code");
    counter(
        "meridian_receiver_received_bytes_total", "Bytes of bodies as they came.", writes::bytes);
    counter(
        "meridian_receiver_decompressed_bytes_total",
        "Bytes of bodies after decompression.",
        writes::decompressedBytes);
    tenants(writes, "samples", "Samples stored, duplicates among them.", TenantWrites::stored);
    tenants(writes, "histograms", "Native histograms stored.", TenantWrites::histograms);
    tenants(writes, "duplicates", "Samples that were stored before.", TenantWrites::duplicates);
    tenants(writes, "exemplars", "Exemplars stored.", TenantWrites::exemplars);
    counter(
        "meridian_receiver_refused_samples_total",
        "Samples refused by reason.",
        callback ->
            writes
                .tenants()
                .forEach(tenant ->
                    tenant
                        .refused()
                        .forEach((outcome, count) ->
                            callback.call(count, tenant.tenant(), reason(outcome)))),
        "tenant",
        "reason");
  }

  private static String reason(SampleOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  private void tenants(
      WriteCounters writes, String what, String help, ToDoubleFunction<TenantWrites> count) {
    counter(
        "meridian_receiver_" + what + "_total",
        help,
        callback ->
            writes
                .tenants()
                .forEach(tenant -> callback.call(count.applyAsDouble(tenant), tenant.tenant())),
        "tenant");
  }

  private void registerTenants(Supplier<Optional<SampleStore>> store, WriteLimits limits) {
    gauge(
        "prometheus_tsdb_head_series",
        "Series in memory.",
        callback -> {
          for (String tenant : tenants(store)) {
            Optional<LocalSource> source = store.get().flatMap(of -> of.source(tenant));
            source.ifPresent(of -> callback.call(of.seriesCount(), tenant));
          }
        },
        "tenant");
    gauge(
        "meridian_receiver_limit_series",
        "Series that a tenant may have; absent where there is no limit.",
        callback -> {
          for (String tenant : tenants(store)) {
            int most = limits.mostSeries(tenant);
            if (most < Integer.MAX_VALUE) {
              callback.call(most, tenant);
            }
          }
        },
        "tenant");
    gauge(
        "meridian_receiver_limit_samples_per_second",
        "Samples a second that a tenant may send; absent where there is no limit.",
        callback -> {
          for (String tenant : tenants(store)) {
            double most = limits.samplesPerSecond(tenant);
            if (most > 0) {
              callback.call(most, tenant);
            }
          }
        },
        "tenant");
  }

  private void registerBound(Supplier<Optional<SampleStore>> store, TenantBound bound) {
    gauge(
        "meridian_receiver_tenants",
        "Tenants that have samples here.",
        callback -> callback.call(tenants(store).size()));
    gauge(
        "meridian_receiver_idle_tenants",
        "Tenants that have nothing in memory, as nobody has written to them for long.",
        callback -> callback.call(store.get().map(SampleStore::idleTenants).orElse(0)));
    gauge(
        "meridian_receiver_open_blocks",
        "Local blocks whose files are open.",
        callback -> callback.call(store.get().map(SampleStore::openBlocks).orElse(0)));
    gauge(
        "meridian_receiver_limit_tenants",
        "Tenants that there may be.",
        callback -> callback.call(bound.most()));
    counter(
        "meridian_receiver_refused_tenants_total",
        "Requests refused because their tenant was one too many.",
        bound::refused);
  }

  private static List<String> tenants(Supplier<Optional<SampleStore>> store) {
    return store.get().map(SampleStore::tenants).orElse(List.of());
  }

  private void registerLog(Supplier<Optional<SampleStore>> store) {
    log(store, "records", "Records appended to the log.", LogStats::records);
    log(store, "bytes", "Bytes appended to the log.", LogStats::bytes);
    log(store, "refused", "Records that could not be written.", LogStats::refused);
    log(store, "syncs", "How often the log was made durable.", LogStats::syncs);
    log(store, "sync_seconds", "Time that took.", stats -> stats.syncNanos() / 1e9);
    gauge(
        "meridian_receiver_log_writing",
        "1 while the log takes records, else 0.",
        callback -> {
          Optional<LogState> state = store.get().map(SampleStore::state);
          callback.call(state.isPresent() && state.get() instanceof LogState.Writing ? 1 : 0);
        });
  }

  private void log(
      Supplier<Optional<SampleStore>> store,
      String what,
      String help,
      ToDoubleFunction<LogStats> count) {
    counter(
        "meridian_receiver_log_" + what + "_total",
        help,
        callback -> store.get().ifPresent(of -> callback.call(count.applyAsDouble(of.logStats()))));
  }

  private void registerKeeping(HousekeepingStats keeping) {
    counter("meridian_receiver_blocks_cut_total", "Blocks cut.", keeping::cut);
    counter(
        "meridian_receiver_block_cut_failures_total",
        "Rounds in which no block could be cut.",
        keeping::cutFailures);
    counter("meridian_receiver_blocks_deleted_total", "Blocks deleted here.", keeping::deleted);
    counter("thanos_shipper_uploads_total", "Blocks sent to the bucket.", keeping::shipped);
    counter(
        "thanos_shipper_upload_failures_total",
        "How often a block could not be sent.",
        keeping::shipFailures);
  }

  private void counter(String name, String help, DoubleSupplier value) {
    counter(name, help, callback -> callback.call(value.getAsDouble()));
  }

  private void counter(
      String name, String help, Consumer<CounterWithCallback.Callback> values, String... labels) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(values)
        .register(registry);
  }

  private void gauge(
      String name, String help, Consumer<GaugeWithCallback.Callback> values, String... labels) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(labels)
        .callback(values)
        .register(registry);
  }
}
