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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./meridian demo}: what its agents wrote is held against what they scraped, computed here,
 * over blocks in the bucket and the receiver's head, through a kill and an orderly restart.
 */
final class DemoIT {
  private static final long BLOCK = Duration.ofHours(2).toMillis();
  private static final Set<String> ASKED =
      Set.of(
          "up", "node_load1", "mysql_global_status_queries", "http_server_requests_seconds_count");

  @TempDir private Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final Fleet fleet = Fleet.demo();
  private final long begin = System.currentTimeMillis() / BLOCK * BLOCK;
  private final int http = freePort();
  private final int write = freePort();

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private RunningProgram demo(String log) throws InterruptedException {
    Path launcher = Path.of(System.getProperty("meridian.root", "..")).resolve("meridian");
    RunningProgram demo =
        RunningProgram.start(
            folder.resolve(log),
            List.of(
                launcher.toAbsolutePath().toString(),
                "demo",
                "--days=1",
                "--data-dir=" + folder.resolve("data"),
                "--http-address=127.0.0.1:" + http,
                "--remote-write.address=127.0.0.1:" + write,
                "--grpc-address=127.0.0.1:" + freePort()));
    long end = System.nanoTime() + Duration.ofMinutes(3).toNanos();
    while (!demo.log().contains("up to date after")) {
      assertThat(System.nanoTime()).as(demo.log()).isLessThan(end);
      assertThat(demo.isRunning()).as(demo.log()).isTrue();
      Thread.sleep(100);
    }
    return demo;
  }

  private JsonNode ask(String query, long time, String more)
      throws IOException, InterruptedException {
    String url =
        "http://127.0.0.1:%d/api/v1/query?query=%s&time=%s%s"
            .formatted(
                http,
                URLEncoder.encode(query, StandardCharsets.UTF_8),
                Instant.ofEpochMilli(time),
                more);
    HttpResponse<String> answer =
        client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode json = JsonMapper.shared().readTree(answer.body());
    assertThat(json.has("warnings")).as(answer.body()).isFalse();
    return json.get("data").get("result");
  }

  /** How far an agent's samples were acknowledged; one that is offline may not have sent yet. */
  private long sent(Agent agent) throws IOException {
    Path file = folder.resolve("data/fleet/sent").resolve(agent.cluster() + "-" + agent.replica());
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
  private Map<Labels, Map<Long, Double>> stored(Agent agent, TimeRange range)
      throws IOException, InterruptedException {
    String query =
        "{__name__=~\"%s\",cluster=\"%s\",replica=\"%s\"}[%dms]"
            .formatted(
                String.join("|", ASKED),
                agent.cluster(),
                agent.replica(),
                range.max() - range.min() + 1);
    Map<Labels, Map<Long, Double>> all = new HashMap<>();
    for (JsonNode series : ask(query, range.max(), "&dedup=false")) {
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

  private long compare(long from) throws IOException, InterruptedException {
    long samples = 0;
    for (Agent agent : fleet.agents()) {
      TimeRange range = new TimeRange(from, sent(agent));
      Map<Labels, Map<Long, Double>> expected = scraped(agent, range);
      assertThat(stored(agent, range))
          .as("%s %s", agent.cluster(), agent.replica())
          .isEqualTo(expected);
      samples += expected.values().stream().mapToLong(Map::size).sum();
    }
    return samples;
  }

  /** A counter's rate as answered is what its instrument says, whichever replica gave it. */
  private void compareRates(long time) throws IOException, InterruptedException {
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
          JsonNode answer = ask(query, time, "");
          double rate = Double.parseDouble(answer.get(0).get("value").get(1).asString());
          double exact = (instrument.at(time) - instrument.at(time - 600_000)) / 600;
          assertThat(rate).as(query).isBetween(exact * 0.98, exact * 1.02);
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(5);
  }

  @Test
  void answersWithWhatTheFleetScrapedThroughKillAndRestart() throws Exception {
    try (RunningProgram demo = demo("first.log")) {
      Conformance.count("demo-samples-read-back", compare(begin - BLOCK / 2));
      compareRates(begin - BLOCK);
      compareRates(sent(fleet.agents().getFirst()));
      assertThat(
              ask("count(up)", System.currentTimeMillis(), "")
                  .get(0)
                  .get("value")
                  .get(1)
                  .asString())
          .isEqualTo(
              Integer.toString(
                  fleet.agents().stream().mapToInt(a -> a.targets().size()).sum() / 2));
      demo.kill();
    }
    try (RunningProgram demo = demo("second.log")) {
      compare(begin - BLOCK / 2);
      assertThat(demo.terminate()).as(demo.log()).isZero();
    }
    try (RunningProgram demo = demo("third.log")) {
      compare(begin - BLOCK / 2);
      assertThat(demo.terminate()).as(demo.log()).isZero();
    }
  }
}
