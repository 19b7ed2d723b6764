package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.promql.Engine;
import io.meridian.promql.QueryResult;
import io.meridian.promql.exec.EngineOptions;
import io.meridian.promql.exec.binary.BinaryOperators;
import io.meridian.promql.function.Functions;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.storeapi.serve.ServeOptions;
import io.meridian.storeapi.serve.ServedBucket;
import io.meridian.storeapi.serve.ServedStores;
import io.meridian.testkit.Conformance;
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
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * What a Thanos querier answered over a store on a bucket, answered by our engine over our dialling
 * of our serving of that bucket, replicas joined as Thanos joins them.
 */
class GoldenDedupTest {
  private static final EndpointInfo BUCKET =
      new EndpointInfo(
          "store", List.of(), Optional.of(new StoreRange(TimeRange.ALL, true, true)), Set.of());

  @TempDir private Path scratch;

  private static List<JsonNode> answers() throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    ObjectMapper json = new ObjectMapper();
    Path file = Golden.assumePresent("golden/dedup/answers.jsonl.gz");
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
      lines.lines().map(json::readTree).filter(GoldenDedupTest::isAsked).forEach(answers::add);
    }
    return answers;
  }

  /** Queries with an answer, but for those about the querier's own parameters. */
  private static boolean isAsked(JsonNode answer) {
    return answer.get("path").asString().startsWith("/api/v1/query")
        && answer.get("status").asInt() == 200
        && !answer.has("known_wrong")
        && (hasNumber(answer, "time") || hasNumber(answer, "step"))
        && parameter(answer, "storeMatch[]").isEmpty()
        && parameter(answer, "shard_info").isEmpty();
  }

  private static Optional<String> parameter(JsonNode answer, String name) {
    for (JsonNode parameter : answer.get("params")) {
      if (parameter.get(0).asString().equals(name)) {
        return Optional.of(parameter.get(1).asString());
      }
    }
    return Optional.empty();
  }

  private static boolean hasNumber(JsonNode answer, String name) {
    return parameter(answer, name).filter(text -> text.matches("[0-9.]+")).isPresent();
  }

  private static long millis(JsonNode answer, String name) {
    return Math.round(Double.parseDouble(parameter(answer, name).orElseThrow()) * 1000);
  }

  @Test
  void joinsReplicasAsThanosDoes() throws IOException {
    int same = 0;
    List<String> different = new ArrayList<>();
    try (ServedBucket bucket = ServedBucket.golden();
        ServedStores served = ServedStores.of(ServeOptions.in(scratch), bucket.stores())) {
      Endpoint store = new Endpoint("store", BUCKET, served.channel());
      for (JsonNode answer : answers()) {
        QueryContext context =
            new QueryContext(System::nanoTime, Duration.ofMinutes(1), 1 << 30, Long.MAX_VALUE);
        var ours = ThanosAnswer.of(answer(answer, store, context));
        if (ours.equals(ThanosAnswer.of(answer.get("response").get("data")))) {
          same++;
        } else {
          different.add(
              answer.get("params")
                  + "\n  theirs "
                  + ThanosAnswer.of(answer.get("response").get("data"))
                  + "\n  ours   "
                  + ours);
        }
        assertThat(context.bytes()).isZero();
      }
    }
    assertThat(different).as("%d are the same", same).isEmpty();
    Conformance.count("golden-dedup-answers", same);
  }

  private QueryResult answer(JsonNode answer, Endpoint store, QueryContext context) {
    boolean range = answer.get("path").asString().endsWith("range");
    QueryTimes times =
        range
            ? new QueryTimes(millis(answer, "start"), millis(answer, "end"), millis(answer, "step"))
            : QueryTimes.instant(millis(answer, "time"));
    long resolution = resolution(answer, times);
    Engine engine =
        new Engine(
            EngineOptions.DEFAULT.withLookback(lookback(answer, resolution)),
            new Functions(),
            new BinaryOperators(),
            Runnable::run);
    FleetQuery query =
        FleetQuery.withReplicaLabels(replicaLabels(answer))
            .with(ReplicaDedup.Algorithm.PENALTY)
            .withMaxResolution(resolution);
    if (parameter(answer, "dedup").equals(Optional.of("false"))) {
      query = query.withoutDedup();
    }
    FleetSource source = new FleetSource(() -> List.of(store), query, SortSpace.in(scratch));
    var expression = engine.parse(parameter(answer, "query").orElseThrow());
    return range
        ? engine.range(expression, times, source, context)
        : engine.instant(expression, times.start(), source, context);
  }

  private static List<String> replicaLabels(JsonNode answer) {
    List<String> labels = new ArrayList<>();
    for (JsonNode parameter : answer.get("params")) {
      if (parameter.get(0).asString().equals("replicaLabels[]")) {
        labels.add(parameter.get(1).asString());
      }
    }
    return labels.isEmpty() ? List.of("replica") : labels;
  }

  private static long resolution(JsonNode answer, QueryTimes times) {
    return switch (parameter(answer, "max_source_resolution").orElse("0s")) {
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
  private static Duration lookback(JsonNode answer, long resolution) {
    if (parameter(answer, "lookback_delta").isPresent()) {
      return Duration.ofMinutes(1);
    }
    return Duration.ofMinutes(resolution > 300_000 ? 60 : 5);
  }
}
