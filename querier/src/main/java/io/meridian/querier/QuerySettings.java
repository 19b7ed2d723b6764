package io.meridian.querier;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.querier.api.QueryDefaults;
import io.meridian.service.flag.FileKey;
import io.meridian.service.flag.Flag;
import io.meridian.service.flag.IgnoredFlag;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.tsdb.merge.ReplicaDedup;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** How queries are answered that do not say otherwise, and what they may take. */
@IgnoredFlag(name = "query.promql-engine", instead = "there is one engine")
@IgnoredFlag(name = "query.mode", unless = "local", instead = "queries run here")
@IgnoredFlag(name = "query.disable-fallback", isBoolean = true, instead = "there is one engine")
@IgnoredFlag(
    name = "query.enable-x-functions",
    isBoolean = true,
    unless = "true",
    instead = "xrate, xincrease and xdelta are always there")
@IgnoredFlag(name = "enable-feature", instead = "the whole language is always there")
@IgnoredFlag(
    name = "query.dynamic-lookback-delta",
    isBoolean = true,
    unless = "true",
    instead = "the lookback grows with the resolution of the data")
@IgnoredFlag(
    name = "query.max-concurrent-select",
    instead = "all selections of a query begin at once")
@IgnoredFlag(name = "query.active-query-path", instead = "api/v1/status/queries tells what runs")
@IgnoredFlag(name = "query.conn-metric.label", instead = "metrics of stores have their address")
@IgnoredFlag(name = "query.partition-label", instead = "queries run here")
@IgnoredFlag(name = "query.telemetry.request-duration-seconds-quantiles", instead = "fixed buckets")
@IgnoredFlag(name = "query.telemetry.request-samples-quantiles", instead = "fixed buckets")
@IgnoredFlag(name = "query.telemetry.request-series-seconds-quantiles", instead = "fixed buckets")
@IgnoredFlag(
    name = "query.lazy-retrieval-max-buffered-responses",
    instead = "a few messages a store")
public record QuerySettings(
    @Flag(
            value = "query.replica-label",
            help = "A label of replicas, beside receive_replica; repeatable.")
        List<String> replicaLabels,
    @Flag(
            value = "deduplication.func",
            help = "How replicas are joined: coverage (ours), penalty (Thanos'), chain.")
        @Default("coverage")
        Deduplication deduplication,
    @Flag(value = "query.timeout", help = "How long a query may take, its waiting included.")
        @Default("2m")
        Duration timeout,
    @Flag(value = "query.max-concurrent", help = "How many queries run at a time.") @Default("20")
        int maxConcurrent,
    @FileKey(help = "How many queries of a tenant may wait for their turn.") @Default("100")
        int maxWaiting,
    @FileKey(help = "Queries that take longer are logged.") @Default("10s") Duration slow,
    @FileKey(help = "Bytes that one query may hold; 0 for as many as all together.") @Default("0")
        long maxBytes,
    @Flag(value = "query.lookback-delta", help = "How old the last sample may be.") @Default("5m")
        Duration lookback,
    @Flag(value = "query.default-evaluation-interval", help = "Step of subqueries without one.")
        @Default("1m")
        Duration subqueryStep,
    @Flag(value = "query.default-step", help = "Least step of range queries that have none.")
        @Default("1s")
        Duration step,
    @Flag(
            value = "query.partial-response",
            help = "Whether an answer goes on without a store that fails, with a warning.")
        @Default("true")
        boolean partialResponse,
    @Flag(value = "query.auto-downsampling", help = "Whether coarser data will do for long steps.")
        @Default("true")
        boolean autoDownsampling,
    @Flag(
            value = "query.instant.default.max_source_resolution",
            help = "What will do for instant queries.")
        @Default("0s")
        Duration instantResolution,
    @Flag(
            value = "query.metadata.default-time-range",
            help = "How far back labels and series are looked for; 0s for ever.")
        @Default("0s")
        Duration labelRange,
    @Flag(
            value = "store.response-timeout",
            help = "How long in all an answer waits for one store; 0s for two minutes.")
        @Default("0s")
        Duration storeTimeout) {
  private static final String RECEIVER = "receive_replica";
  private static final Duration USUAL_STORE_TIMEOUT = Duration.ofMinutes(2);

  /** How replicas are joined. */
  public enum Deduplication {
    /** By what each replica covers, gaps filled from the other. */
    COVERAGE,
    /** As Thanos does, to the bit. */
    PENALTY,
    /** What Thanos calls so joins copies that are alike, which coverage does too. */
    CHAIN
  }

  public QuerySettings {
    replicaLabels = List.copyOf(replicaLabels);
    requirePositive("timeout", timeout);
    requirePositive("lookback", lookback);
    requirePositive("subquery_step", subqueryStep);
    requirePositive("step", step);
    if (maxConcurrent < 1 || maxWaiting < 0) {
      throw new InvalidValueException(
          maxConcurrent < 1 ? "max_concurrent" : "max_waiting",
          "is " + (maxConcurrent < 1 ? maxConcurrent : maxWaiting),
          "let one query run at least");
    }
  }

  private static void requirePositive(String key, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new InvalidValueException(key, "is " + value, "write a duration above 0s");
    }
  }

  /** Those that are named, and the one by which receivers of a ring are told apart. */
  private List<String> allReplicaLabels() {
    return Stream.concat(replicaLabels.stream(), Stream.of(RECEIVER)).distinct().toList();
  }

  /** What holds for queries that do not say otherwise. */
  QueryDefaults defaults() {
    FleetQuery joined =
        FleetQuery.withReplicaLabels(allReplicaLabels())
            .with(
                deduplication == Deduplication.PENALTY
                    ? ReplicaDedup.Algorithm.PENALTY
                    : ReplicaDedup.Algorithm.COVERAGE)
            .withStoreTimeout(storeTimeout.isZero() ? USUAL_STORE_TIMEOUT : storeTimeout);
    FleetQuery fleet = partialResponse ? joined : joined.strict();
    return new QueryDefaults(
        fleet, lookback, step, autoDownsampling, instantResolution.toMillis(), labelRange);
  }
}
