package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.ExternalProgram;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Each batch goes under the labels of replicas to two receivers, with gaps, and without gaps to a
 * Prometheus, which is the oracle: whatever is asked of the querier has the answer that Prometheus
 * gives. All samples have times of an {@link OracleFleet}, so that nothing depends on how fast
 * anything runs.
 */
final class OracleIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long STEP = 30_000;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;
  private final int oraclePort = ReceiverCommand.freePort();
  private final int querierPort = ReceiverCommand.freePort();
  private final QueriedApi oracle = new QueriedApi(oraclePort);
  private final QueriedApi querier = new QueriedApi(querierPort);

  /** Three hours ago: late enough for every retention, early enough for every clock. */
  private final long begin = (System.currentTimeMillis() / 60_000 - 180) * 60_000;

  private RunningProgram oracle() throws IOException {
    Path config = Files.writeString(folder.resolve("oracle.yml"), "global: {}\n");
    return RunningProgram.start(
        folder.resolve("oracle.log"),
        List.of(
            ExternalProgram.assumePresent("prometheus").executable().toString(),
            "--web.enable-remote-write-receiver",
            "--config.file=" + config,
            "--storage.tsdb.path=" + folder.resolve("oracle"),
            "--web.listen-address=127.0.0.1:" + oraclePort));
  }

  /** Both receivers are asked even where one is too busy to say in time what it has. */
  private RunningProgram querier(ReceiverCommand first, ReceiverCommand second) {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    return RunningProgram.start(
        folder.resolve("querier.log"),
        List.of(
            launcher.toAbsolutePath().toString(),
            "querier",
            "--http-address=127.0.0.1:" + querierPort,
            "--grpc-address=127.0.0.1:" + ReceiverCommand.freePort(),
            "--endpoint-strict=127.0.0.1:" + first.grpcPort(),
            "--endpoint-strict=127.0.0.1:" + second.grpcPort(),
            "--query.replica-label=prometheus_replica"));
  }

  @Test
  void answersAsOnePrometheusThatMissedNothing() throws Exception {
    ReceiverCommand first = new ReceiverCommand(folder, "r0");
    ReceiverCommand second = new ReceiverCommand(folder, "r1");
    OracleFleet fleet = new OracleFleet(begin, seed.random());
    try (RunningProgram _ = oracle();
        RunningProgram _ = first.startUntilReady();
        RunningProgram _ = second.startUntilReady();
        RunningProgram program = querier(first, second)) {
      ReceiverCommand.await("Prometheus to be ready", PATIENCE, oracle::isReady);
      ReceiverCommand.await("the querier to be ready", PATIENCE, querier::isReady);
      for (int scrape = 0; scrape < OracleSeries.SCRAPES; scrape++) {
        write(fleet, scrape, List.of(first.writeUrl(), second.writeUrl()));
      }

      awaitBoth(fleet);
      holdGaps(fleet);
      holdLists(fleet);
      List<String> differences = new ArrayList<>();
      int answers = 0;
      for (String query : queries()) {
        for (Map<String, String> times : times(fleet)) {
          answers += hold(query, times, differences) ? 1 : 0;
        }
      }

      assertThat(differences).isEmpty();
      assertThat(program.log()).doesNotContain("level=error");
      Conformance.count("oracle-answers", answers);
    }
  }

  private static List<String> queries() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(OracleIT.class.getResourceAsStream("oracle-queries.txt"))) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }
  }

  private void write(OracleFleet fleet, int scrape, List<URI> receivers) {
    URI oracleUrl = URI.create("http://127.0.0.1:" + oraclePort + "/api/v1/write");
    for (String cluster : OracleFleet.CLUSTERS) {
      oracle.write(oracleUrl, fleet.request(cluster, scrape, "tenant_id", "default-tenant"));
      for (int i = 0; i < receivers.size(); i++) {
        String replica = OracleFleet.REPLICAS.get(i);
        if (fleet.sees(cluster, replica, scrape)) {
          querier.write(
              receivers.get(i), fleet.request(cluster, scrape, "prometheus_replica", replica));
        }
      }
    }
  }

  /** A querier asks now and then what receivers have, which was nothing when they started. */
  private void awaitBoth(OracleFleet fleet) {
    String time = seconds(fleet.time(OracleSeries.SCRAPES - 1));
    String query = "count by (cluster, prometheus_replica) (last_over_time(up[1h]))";
    Map<String, String> asked = Map.of("query", query, "time", time, "dedup", "false");
    ReceiverCommand.await(
        "the querier to know of both receivers",
        PATIENCE,
        () -> querier.data("query", asked).path("result").size() == 4);
  }

  /** That there are gaps to close: each replica by itself has what it saw, no more. */
  private void holdGaps(OracleFleet fleet) {
    for (String cluster : OracleFleet.CLUSTERS) {
      for (String replica : OracleFleet.REPLICAS) {
        String query =
            "max(count_over_time(up{cluster=\"%s\",prometheus_replica=\"%s\"}[1h]))"
                .formatted(cluster, replica);
        long end = fleet.time(OracleSeries.SCRAPES);
        JsonNode data =
            querier.data("query", Map.of("query", query, "time", seconds(end), "dedup", "false"));
        assertThat(data.path("result").path(0).path("value").path(1).asString())
            .isEqualTo(Integer.toString(fleet.scrapes(cluster, replica)));
      }
    }
  }

  /** Names, values and series are the same, too. */
  private void holdLists(OracleFleet fleet) {
    Map<String, String> range =
        Map.of("start", seconds(begin), "end", seconds(fleet.time(OracleSeries.SCRAPES)));
    Map<String, String> selected = new HashMap<>(range);
    selected.put("match[]", "{cluster=\"west\",instance=~\"i[01]\"}");
    for (String path : List.of("labels", "label/__name__/values", "label/instance/values")) {
      assertThat(querier.data(path, range)).as(path).isEqualTo(oracle.data(path, range));
      assertThat(querier.data(path, selected)).as(path).isEqualTo(oracle.data(path, selected));
    }
    assertThat(querier.data("series", selected))
        .containsExactlyInAnyOrderElementsOf(oracle.data("series", selected));
  }

  /** A range from before the first scrape until nothing is left, and instants in and after gaps. */
  private static List<Map<String, String>> times(OracleFleet fleet) {
    long first = fleet.time(0) / STEP * STEP - STEP + 7_000;
    long last = fleet.time(OracleSeries.SCRAPES) / STEP * STEP + 6 * 60_000 + 7_000;
    return List.of(
        Map.of("start", seconds(first), "end", seconds(last), "step", "30"),
        Map.of("time", seconds(fleet.time(50) + 3_000)),
        Map.of("time", seconds(fleet.time(OracleSeries.SCRAPES - 1) + 3_000)));
  }

  private static String seconds(long millis) {
    return "%d.%03d".formatted(millis / 1000, millis % 1000);
  }

  private boolean hold(String query, Map<String, String> times, List<String> differences) {
    Map<String, String> asked = new HashMap<>(times);
    asked.put("query", query);
    String path = times.containsKey("time") ? "query" : "query_range";
    if (path.equals("query_range") && query.equals("\"text\"")) {
      return false;
    }
    OracleAnswer expected = OracleAnswer.of(oracle.data(path, asked));
    OracleAnswer actual = OracleAnswer.of(querier.data(path, asked));
    String difference =
        expected.difference(actual, path.equals("query") && query.startsWith("sort"));
    if (!difference.isEmpty()) {
      differences.add(query + " " + times + ": " + difference);
    }
    return difference.isEmpty();
  }
}
