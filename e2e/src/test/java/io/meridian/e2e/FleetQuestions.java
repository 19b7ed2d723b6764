package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.meridian.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/**
 * What those who run clusters ask every day: processors, memory, disks and network of clusters,
 * connections of databases, heaps of JVMs, and what alerts are made of. Each answer over the fleet
 * is held against the oracle's.
 */
final class FleetQuestions {
  private static final long STEP = 600_000;
  private static final double EXACT = 1e-9;

  /** Replicas of an agent scrape at different times of an interval, so their rates differ. */
  private static final double REPLICAS_DIFFER = 0.3;

  /** Tells history and head apart, which are one to everybody who asks. */
  private static final String OWN_LABEL = "receive_replica";

  private static final List<String> EACH = List.of("cluster", "replica");

  private final AllCommand meridian;
  private final FleetOracle oracle;
  private final List<Question> questions;

  /** The right answer at an instant: values by the values of some labels. */
  private interface Answer {
    Map<List<String>, Double> at(long time, List<String> by);
  }

  /**
   * A question.
   *
   * @param text has BY where the labels of groups belong
   * @param by the labels of groups, cluster and replica first
   */
  private record Question(String text, List<String> by, Answer answer) {
    String grouped(List<String> labels) {
      return text.replace("BY", "by (" + String.join(", ", labels) + ")");
    }

    List<String> withoutReplica() {
      return by.stream().filter(name -> !name.equals("replica")).toList();
    }
  }

  FleetQuestions(AllCommand meridian, FleetOracle oracle) {
    this.meridian = meridian;
    this.oracle = oracle;
    questions =
        List.of(
            processors(),
            memory(),
            disk(),
            network(),
            database(),
            heap(),
            full(),
            failing(),
            down());
  }

  private Question processors() {
    return new Question(
        "sum BY (rate(node_cpu_seconds_total{mode!=\"idle\"}[5m]))",
        EACH,
        (time, by) ->
            oracle.rates("node_cpu_seconds_total", is("mode", "idle").negate(), time, by));
  }

  private Question memory() {
    return new Question(
        "1 - sum BY (node_memory_MemAvailable_bytes) / sum BY (node_memory_MemTotal_bytes)",
        EACH,
        (time, by) -> {
          Map<List<String>, Double> free =
              ratio(
                  oracle.sum("node_memory_MemAvailable_bytes", FleetQuestions::any, time, by),
                  oracle.sum("node_memory_MemTotal_bytes", FleetQuestions::any, time, by));
          free.replaceAll((_, share) -> 1 - share);
          return free;
        });
  }

  private Question disk() {
    return new Question(
        "sum BY (rate(node_disk_written_bytes_total[5m]))",
        List.of("cluster", "replica", "device"),
        (time, by) -> oracle.rates("node_disk_written_bytes_total", FleetQuestions::any, time, by));
  }

  private Question network() {
    return new Question(
        "sum BY (rate(node_network_receive_bytes_total{device!=\"lo\"}[5m]))",
        EACH,
        (time, by) ->
            oracle.rates(
                "node_network_receive_bytes_total", is("device", "lo").negate(), time, by));
  }

  private Question database() {
    return new Question(
        "sum BY (mysql_global_status_threads_connected)"
            + " / sum BY (mysql_global_variables_max_connections)",
        EACH,
        (time, by) ->
            ratio(
                oracle.sum("mysql_global_status_threads_connected", FleetQuestions::any, time, by),
                oracle.sum(
                    "mysql_global_variables_max_connections", FleetQuestions::any, time, by)));
  }

  private Question heap() {
    return new Question(
        "sum BY (jvm_memory_used_bytes{area=\"heap\"})",
        List.of("cluster", "replica", "application"),
        (time, by) -> oracle.sum("jvm_memory_used_bytes", is("area", "heap"), time, by));
  }

  /** An alert: disks that are nearly full. */
  private Question full() {
    return new Question(
        "sum BY (node_filesystem_avail_bytes) / sum BY (node_filesystem_size_bytes) < 0.1",
        List.of("cluster", "replica", "instance", "mountpoint"),
        (time, by) ->
            only(
                ratio(
                    oracle.sum("node_filesystem_avail_bytes", FleetQuestions::any, time, by),
                    oracle.sum("node_filesystem_size_bytes", FleetQuestions::any, time, by)),
                share -> share < 0.1));
  }

  /** An alert: applications of which too many answers are errors. */
  private Question failing() {
    return new Question(
        "sum BY (rate(http_server_requests_seconds_count{status=\"500\"}[5m]))"
            + " / sum BY (rate(http_server_requests_seconds_count[5m])) > 0",
        List.of("cluster", "replica", "application"),
        (time, by) ->
            only(
                ratio(
                    oracle.rates(
                        "http_server_requests_seconds_count", is("status", "500"), time, by),
                    oracle.rates(
                        "http_server_requests_seconds_count", FleetQuestions::any, time, by)),
                share -> share > 0));
  }

  /** An alert: targets that cannot be reached. */
  private Question down() {
    return new Question(
        "sum BY (up) == 0",
        List.of("cluster", "replica", "job", "instance"),
        (time, by) -> only(oracle.sum("up", FleetQuestions::any, time, by), value -> value == 0));
  }

  static boolean any(Labels labels) {
    return true;
  }

  private static Predicate<Labels> is(String name, String value) {
    return labels -> labels.get(name).orElse("").equals(value);
  }

  private static Map<List<String>, Double> ratio(
      Map<List<String>, Double> dividends, Map<List<String>, Double> divisors) {
    Map<List<String>, Double> ratios = new HashMap<>();
    dividends.forEach((group, dividend) -> {
      Double divisor = divisors.get(group);
      if (divisor != null) {
        ratios.put(group, dividend / divisor);
      }
    });
    return ratios;
  }

  private static Map<List<String>, Double> only(
      Map<List<String>, Double> all, DoublePredicate wanted) {
    all.values().removeIf(value -> !wanted.test(value));
    return all;
  }

  /**
   * Asks everything over a range of time, each replica for itself: every value is the oracle's.
   * Returns how many there were.
   */
  int askReplicas(long from, long to) throws IOException {
    int values = 0;
    for (Question question : questions) {
      String text = question.grouped(question.by());
      Map<Long, Map<List<String>, Double>> answer =
          answer(text, question.by(), from, to, "replicaLabels[]", OWN_LABEL);
      for (long time = from; time <= to; time += STEP) {
        Map<List<String>, Double> right = question.answer().at(time, question.by());
        Map<List<String>, Double> given = answer.getOrDefault(time, Map.of());
        assertThat(given.keySet()).as("%s at %d", text, time).isEqualTo(right.keySet());
        for (Map.Entry<List<String>, Double> each : right.entrySet()) {
          assertThat(given.get(each.getKey()))
              .as("%s at %d of %s", text, time, each.getKey())
              .isCloseTo(each.getValue(), within(EXACT * Math.max(1, Math.abs(each.getValue()))));
          values++;
        }
      }
    }
    return values;
  }

  /**
   * Asks everything with replicas joined: values are near those of one replica, and none is lost.
   */
  int askTogether(long from, long to) throws IOException {
    int values = 0;
    for (Question question : questions) {
      List<String> by = question.withoutReplica();
      String text = question.grouped(by);
      Map<Long, Map<List<String>, Double>> answer = answer(text, by, from, to, "dedup", "true");
      for (long time = from; time <= to; time += STEP) {
        Map<List<String>, List<Double>> right = byGroup(question, time);
        Map<List<String>, Double> given = answer.getOrDefault(time, Map.of());
        assertThat(right.keySet()).as("%s at %d", text, time).containsAll(given.keySet());
        for (Map.Entry<List<String>, Double> each : given.entrySet()) {
          assertThat(right.get(each.getKey()))
              .as("%s at %d of %s: %s", text, time, each.getKey(), each.getValue())
              .anySatisfy(value ->
                  assertThat(each.getValue())
                      .isCloseTo(value, within(REPLICAS_DIFFER * Math.abs(value))));
          values++;
        }
      }
    }
    return values;
  }

  /** What each replica says. */
  private static Map<List<String>, List<Double>> byGroup(Question question, long time) {
    int replica = question.by().indexOf("replica");
    Map<List<String>, List<Double>> groups = new HashMap<>();
    question
        .answer()
        .at(time, question.by())
        .forEach((labels, value) -> {
          List<String> group = new ArrayList<>(labels);
          group.remove(replica);
          groups.computeIfAbsent(group, _ -> new ArrayList<>()).add(value);
        });
    return groups;
  }

  private Map<Long, Map<List<String>, Double>> answer(
      String query, List<String> by, long from, long to, String joinedBy, String joined)
      throws IOException {
    JsonNode data =
        meridian.post(
            "/api/v1/query_range",
            "query",
            query,
            "start",
            Double.toString(from / 1e3),
            "end",
            Double.toString(to / 1e3),
            "step",
            Long.toString(STEP / 1000),
            joinedBy,
            joined);
    Map<Long, Map<List<String>, Double>> answer = new HashMap<>();
    for (JsonNode series : data.get("result")) {
      List<String> group =
          by.stream().map(name -> series.get("metric").path(name).asString("")).toList();
      for (JsonNode point : series.get("values")) {
        answer
            .computeIfAbsent(Math.round(point.get(0).asDouble() * 1000), _ -> new HashMap<>())
            .put(group, Double.parseDouble(point.get(1).asString()));
      }
    }
    return answer;
  }
}
