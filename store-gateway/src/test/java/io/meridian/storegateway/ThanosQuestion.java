package io.meridian.storegateway;

import io.grpc.Channel;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.storeapi.dial.Endpoint;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.FleetQuery;
import io.meridian.storeapi.dial.FleetSource;
import io.meridian.storeapi.dial.SortSpace;
import io.meridian.storeapi.dial.StoreRange;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.merge.ReplicaDedup;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A query that a Thanos querier was asked over a store on a bucket, and what it answered. */
record ThanosQuestion(JsonNode line) {
  private static final EndpointInfo BUCKET =
      new EndpointInfo(
          "store", List.of(), Optional.of(new StoreRange(TimeRange.ALL, true, true)), Set.of());

  /** All queries with an answer, but for those about the querier's own parameters. */
  static List<ThanosQuestion> all() throws IOException {
    ObjectMapper json = new ObjectMapper();
    Path file = Golden.assumePresent("golden/dedup/answers.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> new ThanosQuestion(json.readTree(line)))
          .filter(ThanosQuestion::isAsked)
          .toList();
    }
  }

  private boolean isAsked() {
    return line.get("path").asString().startsWith("/api/v1/query")
        && line.get("status").asInt() == 200
        && !line.has("known_wrong")
        && (hasNumber("time") || hasNumber("step"))
        && parameter("storeMatch[]").isEmpty()
        && parameter("shard_info").isEmpty();
  }

  /** Whether it asks for rates over so long that it does not matter which samples they are of. */
  boolean isOfRates() {
    return parameter("query").orElse("").matches(".*(rate|increase)\\(.*\\[(10m|30m|1h|6h)].*");
  }

  private Optional<String> parameter(String name) {
    return parameters(name).stream().findFirst();
  }

  private List<String> parameters(String name) {
    List<String> values = new ArrayList<>();
    for (JsonNode parameter : line.get("params")) {
      if (parameter.get(0).asString().equals(name)) {
        values.add(parameter.get(1).asString());
      }
    }
    return values;
  }

  private boolean hasNumber(String name) {
    return parameter(name).filter(text -> text.matches("[0-9.]+")).isPresent();
  }

  private long millis(String name) {
    return Math.round(Double.parseDouble(parameter(name).orElseThrow()) * 1000);
  }

  /** What Thanos answered. */
  Map<String, String> theirs() {
    return ThanosAnswer.of(line.get("response").get("data"));
  }

  /** What our engine answers over our dialling of a store, replicas joined in some way. */
  QueryResult ask(
      Channel store, ReplicaDedup.Algorithm joined, Path scratch, QueryContext context) {
    boolean range = line.get("path").asString().endsWith("range");
    QueryTimes times =
        range
            ? new QueryTimes(millis("start"), millis("end"), millis("step"))
            : QueryTimes.instant(millis("time"));
    long resolution = resolution(times);
    Engine engine =
        new Engine(
            EngineOptions.DEFAULT.withLookback(lookback(resolution)),
            new Functions(),
            new BinaryOperators(),
            Runnable::run);
    List<String> replicaLabels = parameters("replicaLabels[]");
    FleetQuery query =
        FleetQuery.withReplicaLabels(replicaLabels.isEmpty() ? List.of("replica") : replicaLabels)
            .with(joined)
            .withMaxResolution(resolution);
    if (parameter("dedup").equals(Optional.of("false"))) {
      query = query.withoutDedup();
    }
    Endpoint endpoint = new Endpoint("store", BUCKET, store);
    FleetSource source = new FleetSource(() -> List.of(endpoint), query, SortSpace.in(scratch));
    var expression = engine.parse(parameter("query").orElseThrow());
    return range
        ? engine.range(expression, times, source, context)
        : engine.instant(expression, times.start(), source, context);
  }

  private long resolution(QueryTimes times) {
    return switch (parameter("max_source_resolution").orElse("0s")) {
      case "auto" -> times.step() / 5;
      case "0s" -> 0;
      case "5m" -> 300_000;
      case "10m" -> 600_000;
      case "1h" -> 3_600_000;
      case "3h" -> 10_800_000;
      case String other -> throw new AssertionError(other);
    };
  }

  /** Lookback grows with the window, unless the query says how long it is. */
  private Duration lookback(long resolution) {
    if (parameter("lookback_delta").isPresent()) {
      return Duration.ofMinutes(1);
    }
    return Duration.ofMinutes(resolution > 300_000 ? 60 : 5);
  }

  @Override
  public String toString() {
    return line.get("params").toString();
  }
}
