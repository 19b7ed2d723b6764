package io.meridian.storegateway;

import io.meridian.blocks.LeftOut;
import io.meridian.bucket.layer.CachedBucket;
import io.meridian.storegateway.cache.CachedReads;
import io.meridian.storegateway.catalog.BlockCatalog;
import io.meridian.storegateway.catalog.BlockState;
import io.meridian.storegateway.catalog.BlockStatus;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/**
 * What a gateway tells of blocks, caches and requests. Read when somebody asks. Names that begin
 * with {@code thanos} are those that dashboards of Thanos ask for.
 */
final class GatewayMetrics {
  private static final double MILLIS = 1e3;

  private final PrometheusRegistry registry;

  private GatewayMetrics(PrometheusRegistry registry) {
    this.registry = registry;
  }

  /** Registers the metrics of a gateway; once a process. */
  static void register(
      PrometheusRegistry registry, BlockCatalog catalog, CachedReads reads, CallTurns turns) {
    GatewayMetrics metrics = new GatewayMetrics(registry);
    metrics.registerBlocks(catalog);
    metrics.registerLabels(catalog);
    metrics.registerLooks(catalog);
    metrics.registerReads(reads);
    metrics.registerShared(reads);
    metrics.registerTurns(turns);
  }

  private void registerBlocks(BlockCatalog catalog) {
    gauge(
        "thanos_bucket_store_blocks_loaded",
        "Blocks that are served.",
        () -> catalog.statuses().size());
    GaugeWithCallback.builder()
        .name("meridian_storegateway_blocks")
        .help("Blocks that are served, by their state.")
        .labelNames("state")
        .callback(gauge ->
            states(catalog)
                .forEach(
                    (state, count) -> gauge.call(count, state.name().toLowerCase(Locale.ROOT))))
        .register(registry);
    GaugeWithCallback.builder()
        .name("thanos_blocks_meta_synced")
        .help("Blocks of the bucket by what became of them at the last look.")
        .labelNames("state")
        .callback(gauge ->
            found(catalog).forEach((state, count) -> gauge.call(count.doubleValue(), state)))
        .register(registry);
    counter(
        "thanos_bucket_store_block_loads_total",
        "Blocks that were opened, and those that could not be.",
        () -> catalog.counters().blocksOpened() + catalog.counters().openFailures());
    counter(
        "thanos_bucket_store_block_load_failures_total",
        "Blocks that could not be opened.",
        () -> catalog.counters().openFailures());
    counter(
        "meridian_storegateway_damage_total",
        "Reads that found a block damaged.",
        () -> catalog.counters().damage());
    counter(
        "meridian_storegateway_missing_total",
        "Reads that found a block gone before a look at the bucket did.",
        () -> catalog.counters().misses());
    counter(
        "meridian_storegateway_headers_not_kept_total",
        "Blocks whose header is held in memory, as the disk does not take it.",
        catalog::openedWithoutHeader);
    counter(
        "meridian_storegateway_metas_not_kept_total",
        "Metas that the disk did not take.",
        catalog::metasNotKept);
  }

  private void registerLabels(BlockCatalog catalog) {
    CounterWithCallback.builder()
        .name("meridian_storegateway_label_questions_total")
        .help("Questions about labels to blocks, by whether they were answered out of memory.")
        .labelNames("result")
        .callback(counter -> {
          counter.call((double) catalog.answers().hits(), "hit");
          counter.call((double) catalog.answers().misses(), "miss");
        })
        .register(registry);
  }

  private static Map<BlockState, Integer> states(BlockCatalog catalog) {
    Map<BlockState, Integer> states = new EnumMap<>(BlockState.class);
    for (BlockState state : BlockState.values()) {
      states.put(state, 0);
    }
    for (BlockStatus status : catalog.statuses()) {
      states.merge(status.state(), 1, Integer::sum);
    }
    return states;
  }

  private static Map<String, Integer> found(BlockCatalog catalog) {
    Map<String, Integer> found = new TreeMap<>();
    catalog
        .view()
        .ifPresent(view -> {
          found.put("loaded", view.blocks().size());
          for (LeftOut why : view.leftOut().values()) {
            found.merge(LeftOutWord.of(why), 1, Integer::sum);
          }
        });
    return found;
  }

  private void registerLooks(BlockCatalog catalog) {
    counter(
        "thanos_blocks_meta_syncs_total",
        "Looks at the bucket.",
        () -> catalog.counters().rounds());
    counter(
        "thanos_blocks_meta_sync_failures_total",
        "Looks at the bucket that failed.",
        () -> catalog.counters().failedRounds());
    gauge(
        "meridian_storegateway_last_look_timestamp_seconds",
        "When the bucket was last looked at with success.",
        () -> catalog.lastLook().map(time -> time.toEpochMilli() / MILLIS).orElse(0.0));
  }

  private void registerReads(CachedReads reads) {
    ofCaches(reads, "hit_bytes_total", "Bytes that were here.", cache -> (double) cache.hitBytes());
    ofCaches(
        reads,
        "missed_bytes_total",
        "Bytes that had to be read.",
        cache -> (double) cache.missedBytes());
    GaugeWithCallback.builder()
        .name("meridian_storegateway_cache_held_bytes")
        .help("Bytes that are held.")
        .labelNames("cache")
        .callback(gauge ->
            reads.caches().forEach((name, cache) -> gauge.call((double) cache.heldBytes(), name)))
        .register(registry);
    counter(
        "meridian_storegateway_shared_reads_total",
        "Reads that were spared because an equal one was under way.",
        reads::coalesced);
    counter(
        "meridian_storegateway_second_reads_total",
        "Ranges that were asked for again because they came slowly.",
        reads::hedged);
  }

  private void registerShared(CachedReads reads) {
    ofShared(reads, "hit_bytes", "Bytes that were there.", each -> each.cache().hitBytes());
    ofShared(
        reads, "missed_bytes", "Bytes that had to be read.", each -> each.cache().missedBytes());
    ofShared(reads, "hits", "Pages that were there.", each -> each.figures().hits());
    ofShared(reads, "misses", "Pages that were not.", each -> each.figures().misses());
    ofShared(
        reads,
        "failures",
        "Requests that a server failed or did not answer in time.",
        each -> each.figures().failures());
    ofShared(
        reads,
        "spared_requests",
        "Requests that were not made, as their server had failed too often.",
        each -> each.figures().spared());
    ofShared(
        reads,
        "corrupt",
        "Pages that came cut, damaged or under another name.",
        each -> each.figures().corrupt());
    ofShared(reads, "stored", "Pages that were stored.", each -> each.figures().stored());
    ofShared(
        reads,
        "dropped",
        "Pages that were not stored, as too many waited or they are too large.",
        each -> each.figures().dropped());
  }

  private void ofShared(
      CachedReads reads, String what, String help, ToDoubleFunction<CachedReads.Shared> value) {
    if (!reads.shared().isEmpty()) {
      CounterWithCallback.builder()
          .name("meridian_storegateway_shared_cache_" + what + "_total")
          .help(help)
          .labelNames("cache")
          .callback(counter ->
              reads.shared().forEach((name, each) -> counter.call(value.applyAsDouble(each), name)))
          .register(registry);
    }
  }

  private void ofCaches(
      CachedReads reads, String suffix, String help, ToDoubleFunction<CachedBucket> value) {
    CounterWithCallback.builder()
        .name("meridian_storegateway_cache_" + suffix)
        .help(help)
        .labelNames("cache")
        .callback(counter ->
            reads.caches().forEach((name, cache) -> counter.call(value.applyAsDouble(cache), name)))
        .register(registry);
  }

  private void registerTurns(CallTurns turns) {
    gauge(
        "thanos_bucket_store_series_gate_queries_max",
        "Requests for series that may run at a time.",
        turns::most);
    gauge(
        "thanos_bucket_store_series_gate_queries_in_flight",
        "Requests for series that run.",
        turns::running);
    gauge(
        "meridian_storegateway_series_waiting",
        "Requests for series that wait their turn.",
        turns::waiting);
    counter(
        "meridian_storegateway_series_refused_total",
        "Requests for series that were refused because too many waited.",
        turns::refused);
  }

  private void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call(value.getAsDouble()))
        .register(registry);
  }

  private void counter(String name, String help, DoubleSupplier value) {
    CounterWithCallback.builder()
        .name(name)
        .help(help)
        .callback(counter -> counter.call(value.getAsDouble()))
        .register(registry);
  }
}
