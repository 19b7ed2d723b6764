package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.cli.demo.Agent;
import io.meridian.cli.demo.Fleet;
import io.meridian.cli.demo.Instrument;
import io.meridian.cli.demo.Target;
import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * {@code ./meridian demo}: what its agents wrote is held against what they scraped, computed here,
 * over blocks in the bucket and the receiver's head, through a kill, an orderly restart, hops over
 * gRPC, which change no answer, and with the head emptied into the bucket.
 */
final class DemoIT {
  private static final long BLOCK = Duration.ofHours(2).toMillis();
  private static final Set<String> ASKED =
      Set.of(
          "up", "node_load1", "mysql_global_status_queries", "http_server_requests_seconds_count");

  /** What is asked at one instant of several processes, which have the same data. */
  private static final List<String> PATHS =
      List.of(
          "query?query=up",
          "query?query=up&dedup=false",
          "query?query=node_load1[3h]&dedup=false",
          "query?query=node_network_receive_bytes_total[30m]&dedup=false",
          "query?query=count%20by%20(__name__)(%7B__name__%3D~%22.%2B%22%7D)&dedup=false",
          "query?query=count(%7B__name__%3D~%22.%2B%22%7D)%20by%20(__name__)",
          "query_range?query=sum%20by%20(cluster)(rate(node_cpu_seconds_total[5m]))&start=BEGIN&end=TIME&step=60",
          "query_range?query=mysql_global_status_threads_connected&start=BEGIN&end=TIME&step=30",
          "query_range?query=max_over_time(node_load5[1h])&start=BEGIN&end=TIME&step=1800",
          "query_range?query=sum%20by%20(job)(up)&start=BEGIN&end=TIME&step=15&dedup=false",
          "series?match[]=up&start=BEGIN&end=TIME",
          "series?match[]=node_uname_info&start=BEGIN&end=TIME&dedup=false",
          "labels?start=BEGIN&end=TIME",
          "labels?match[]=jvm_memory_used_bytes&start=BEGIN&end=TIME&dedup=false",
          "label/instance/values?start=BEGIN&end=TIME",
          "label/cluster/values?match[]=up",
          "label/__name__/values?start=BEGIN&end=TIME");

  @TempDir private Path folder;
  private final Fleet fleet = Fleet.demo();
  private final long begin = System.currentTimeMillis() / BLOCK * BLOCK;
  private @Nullable AllCommand command;
  private @Nullable AllCommand services;

  private AllCommand demo() {
    if (command == null) {
      command = new AllCommand(folder, "demo");
    }
    return command;
  }

  /** {@code ./meridian all} over the demo's folder: the fleet is silent. */
  private AllCommand services() {
    if (services == null) {
      services = new AllCommand(folder, "all");
    }
    return services;
  }

  private JsonNode ask(String query, long time, String dedup) throws IOException {
    return demo()
        .post(
            "/api/v1/query",
            "query",
            query,
            "time",
            Instant.ofEpochMilli(time).toString(),
            "dedup",
            dedup)
        .get("result");
  }

  /** Up to when every agent's samples were acknowledged. */
  private long allSent() throws IOException {
    long time = Long.MAX_VALUE;
    for (Agent agent : fleet.agents()) {
      time = Math.min(time, sent(agent));
    }
    return time;
  }

  /** The answers to all that is asked, each as it came. */
  private Map<String, String> answers(long time) throws IOException {
    return answers(demo(), time);
  }

  private static Map<String, String> answers(AllCommand server, long time) throws IOException {
    Map<String, String> answers = new TreeMap<>();
    for (String path : PATHS) {
      String asked =
          path.replace("BEGIN", Long.toString(time / 1000 - 5 * 3600))
              .replace("TIME", Long.toString(time / 1000))
              .replace("[", "%5B")
              .replace("]", "%5D");
      String at = path.startsWith("query?") ? "&time=" + time / 1000 : "";
      answers.put(path, server.get("/api/v1/" + asked + at));
    }
    return answers;
  }

  /** How far an agent's samples were acknowledged; one that is offline may not have sent yet. */
  private long sent(Agent agent) throws IOException {
    Path file =
        demo().data().resolve("fleet/sent").resolve(agent.cluster() + "-" + agent.replica());
    if (!Files.exists(file)) {
      return begin - 1;
    }
    return Instant.parse(Files.readString(file).strip()).toEpochMilli() - 1;
  }

  /** Every sample of some metrics from an instant to the last acknowledged one, as scraped. */
  private static Map<Labels, Map<Long, Double>> scraped(Agent agent, TimeRange range) {
    Map<Labels, Map<Long, Double>> all = new HashMap<>();
    SampleBuffer samples = new SampleBuffer();
    for (Target target : agent.targets()) {
      for (Instrument instrument : target.exposed()) {
        if (ASKED.contains(instrument.labels().get(Labels.METRIC_NAME).orElseThrow())) {
          agent.samples(target, instrument, range, samples);
          Map<Long, Double> series = new TreeMap<>();
          for (int i = 0; i < samples.size(); i++) {
            if (!StaleMarker.isStale(samples.value(i))) {
              series.put(samples.time(i), samples.value(i));
            }
          }
          all.put(agent.labels(instrument), series);
        }
      }
    }
    return all;
  }

  /** The same, as it is read back; replicas as they are, copies of the same stream as one. */
  private Map<Labels, Map<Long, Double>> stored(Agent agent, TimeRange range) throws IOException {
    String query =
        "{__name__=~\"%s\",cluster=\"%s\",replica=\"%s\"}[%dms]"
            .formatted(
                String.join("|", ASKED),
                agent.cluster(),
                agent.replica(),
                range.max() - range.min() + 1);
    Map<Labels, Map<Long, Double>> all = new HashMap<>();
    for (JsonNode series : ask(query, range.max(), "false")) {
      Map<String, String> labels = new TreeMap<>();
      series
          .get("metric")
          .properties()
          .forEach(each -> labels.put(each.getKey(), each.getValue().asString()));
      labels.remove("receive_replica");
      labels.remove("tenant_id");
      Map<Long, Double> samples = all.computeIfAbsent(Labels.of(labels), _ -> new TreeMap<>());
      for (JsonNode point : series.get("values")) {
        long time = Math.round(point.get(0).asDouble() * 1000);
        double value = Double.parseDouble(point.get(1).asString());
        Double before = samples.put(time, value);
        assertThat(before == null || before == value).as("one value at %d", time).isTrue();
      }
    }
    return all;
  }

  private long compare(long from) throws IOException {
    return compare(from, Long.MAX_VALUE);
  }

  private long compare(long from, long most) throws IOException {
    long samples = 0;
    for (Agent agent : fleet.agents()) {
      TimeRange range = new TimeRange(from, Math.min(most, sent(agent)));
      Map<Labels, Map<Long, Double>> expected = scraped(agent, range);
      assertThat(stored(agent, range))
          .as("%s %s", agent.cluster(), agent.replica())
          .isEqualTo(expected);
      samples += expected.values().stream().mapToLong(Map::size).sum();
    }
    return samples;
  }

  /** A counter's rate as answered is what its instrument says, whichever replica gave it. */
  private void compareRates(long time) throws IOException {
    Agent agent = fleet.agents().getFirst();
    int compared = 0;
    for (Target target : agent.targets()) {
      for (Instrument instrument : target.instruments()) {
        String name = instrument.labels().get(Labels.METRIC_NAME).orElseThrow();
        if (name.equals("node_network_receive_bytes_total")) {
          String device = instrument.labels().get("device").orElseThrow();
          String query =
              "rate(%s{cluster=\"%s\",instance=\"%s\",device=\"%s\"}[10m])"
                  .formatted(name, agent.cluster(), target.instance(), device);
          JsonNode answer = ask(query, time, "true");
          double rate = Double.parseDouble(answer.get(0).get("value").get(1).asString());
          double exact = (instrument.at(time) - instrument.at(time - 600_000)) / 600;
          assertThat(rate).as(query).isBetween(exact * 0.98, exact * 1.02);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  /** In the past, as a cluster whose line is cut at this moment has sent nothing newer. */
  private void countTargets() throws IOException {
    JsonNode up = ask("count(up)", begin - 1, "true");
    int targets = fleet.agents().stream().mapToInt(agent -> agent.targets().size()).sum() / 2;
    assertThat(up.get(0).get("value").get(1).asString()).isEqualTo(Integer.toString(targets));
  }

  @Test
  void answersWithWhatTheFleetScrapedThroughKillAndRestarts() throws Exception {
    FleetQuestions questions = new FleetQuestions(demo(), new FleetOracle(fleet));
    try (RunningProgram first = demo().startUntilUpToDate("--days=1")) {
      Conformance.count("demo-samples-read-back", compare(begin - BLOCK / 2));
      requireGreeting(first.log());
      compareRates(begin - BLOCK);
      compareRates(sent(fleet.agents().getFirst()));
      countTargets();
      first.kill();
    }
    long time;
    Map<String, String> inMemory;
    try (RunningProgram second = demo().startUntilUpToDate("--days=1")) {
      compare(begin - BLOCK / 2);
      time = allSent() / 1000 * 1000;
      inMemory = answers(time);
      long since = time - Duration.ofHours(6).toMillis();
      Conformance.count("demo-questions", questions.askReplicas(since, time));
      assertThat(questions.askTogether(since, time)).isGreaterThan(500);
      requireDocumented(demo().get("/metrics"));
      assertThat(second.terminate()).as(second.log()).isZero();
    }
    requireSameOverHops(time);
    // What comes behind an instant, and where chunks are cut, has a say in which replica's samples
    // before it are taken: of joined replicas the oracle is asked.
    inMemory.keySet().removeIf(path -> path.startsWith("query") && !path.contains("dedup=false"));
    long from = time - Duration.ofHours(6).toMillis();
    try (RunningProgram third =
        demo().startUntilUpToDate("--hops.grpc", "--tsdb.cut-on-shutdown", "--faults=0.1")) {
      requireSame(answers(time), inMemory);
      questions.askReplicas(from, time);
      assertThat(third.terminate()).as(third.log()).isZero();
    }
    long shipped = allSent();
    forget(demo().data().resolve("receiver")); // the bucket has it all
    try (RunningProgram fourth = demo().startUntilUpToDate()) {
      requireSame(answers(time), inMemory);
      questions.askReplicas(from, time);
      compare(begin - BLOCK / 2, shipped);
      assertThat(fourth.terminate()).as(fourth.log()).isZero();
    }
  }

  /**
   * Nobody writes any more: services that ask each other by gRPC give the answers that they give in
   * memory, joined replicas among them, over the same head and blocks. Each process is killed, so
   * that the next one begins with the same files; what was cut into blocks in between is begun
   * anew.
   */
  private void requireSameOverHops(long time) throws Exception {
    Map<String, String> inMemory;
    Map<String, String> overHops;
    Set<Path> before;
    do {
      before = blocks();
      inMemory = answersOfServicesAlone(time, "--no-hops.grpc");
      overHops = answersOfServicesAlone(time, "--hops.grpc");
    } while (!blocks().equals(before));
    requireSame(overHops, inMemory);
    Conformance.count("demo-answers-over-hops", overHops.size());
  }

  private Map<String, String> answersOfServicesAlone(long time, String hops) throws Exception {
    try (RunningProgram all = services().startUntilReady(hops, "--query.replica-label=replica")) {
      Map<String, String> answers = answers(services(), time);
      all.kill();
      return answers;
    }
  }

  /** The folders of all blocks there are, in the bucket and before. */
  private Set<Path> blocks() throws IOException {
    try (Stream<Path> all = Files.walk(demo().data())) {
      return all.filter(path -> path.endsWith("meta.json")).collect(Collectors.toSet());
    }
  }

  /** What quick-start shows of a start is what a start says. */
  private static void requireGreeting(String log) throws IOException {
    Path root = Path.of(System.getProperty("meridian.root", ".."));
    String page = Files.readString(root.resolve("docs/quick-start.md"));
    String shown =
        page.lines()
            .filter(line -> line.startsWith("meridian: 6 agents"))
            .findFirst()
            .orElseThrow();
    assertThat(log).contains(shown.substring(0, shown.indexOf(" after ")));
    page.lines()
        .filter(line -> line.startsWith("  ask   "))
        .forEach(line -> assertThat(log).contains(line.strip()));
  }

  private static void requireDocumented(String metrics) throws IOException {
    Path root = Path.of(System.getProperty("meridian.root", ".."));
    String page = Files.readString(root.resolve("docs/operations.md"));
    List<String> named =
        metrics
            .lines()
            .filter(line -> line.startsWith("# HELP "))
            .map(l -> l.split(" ", -1)[2])
            .toList();
    assertThat(named)
        .as("metrics that docs/operations.md lists")
        .hasSizeGreaterThan(100)
        .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
  }

  private static void requireSame(Map<String, String> answers, Map<String, String> before) {
    before.forEach((path, body) -> assertThat(answers.get(path)).as(path).isEqualTo(body));
  }

  static void forget(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
