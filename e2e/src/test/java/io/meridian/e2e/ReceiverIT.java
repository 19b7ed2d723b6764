package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./meridian receiver} under the agents that are installed, killed and stopped on the way.
 */
final class ReceiverIT {
  private static final int SCRAPES = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private @Nullable ReceiverCommand command;

  private ReceiverCommand command() {
    if (command == null) {
      command = new ReceiverCommand(folder, "r0");
    }
    return command;
  }

  private RunningProgram receiver() {
    return command().startUntilReady();
  }

  private static void await(String what, BooleanSupplier condition) {
    ReceiverCommand.await(what, PATIENCE, condition);
  }

  private RunningProgram prometheus(ScrapeTarget target) throws IOException {
    String program = ExternalProgram.assumePresent("prometheus").executable().toString();
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global:
              scrape_interval: 1s
              external_labels: {cluster: west, prometheus_replica: a}
            scrape_configs:
              - job_name: shop
                metrics_path: /prometheus
                static_configs: [{targets: ['127.0.0.1:%d']}]
            remote_write:
              - url: http://127.0.0.1:%d/api/v1/receive
                queue_config: {capacity: 10000, max_shards: 10, max_samples_per_send: 5000, max_backoff: 1s}
            """
                .formatted(target.port(), command().writePort()));
    return RunningProgram.start(
        folder.resolve("prometheus.log"),
        List.of(
            program,
            "--enable-feature=agent",
            "--config.file=" + config,
            "--storage.agent.path=" + folder.resolve("agent"),
            "--web.listen-address=127.0.0.1:" + ReceiverCommand.freePort()));
  }

  private RunningProgram vmagent(ScrapeTarget target) throws IOException {
    String program = ExternalProgram.assumePresent("vmagent").executable().toString();
    Path config =
        Files.writeString(
            folder.resolve("vmagent.yml"),
            """
            global: {scrape_interval: 1s}
            scrape_configs:
              - job_name: shop
                metrics_path: /vmagent
                static_configs: [{targets: ['127.0.0.1:%d']}]
            """
                .formatted(target.port()));
    return RunningProgram.start(
        folder.resolve("vmagent.log"),
        List.of(
            program,
            "-promscrape.config=" + config,
            "-remoteWrite.url=http://127.0.0.1:" + command().writePort() + "/api/v1/push",
            "-remoteWrite.headers=THANOS-TENANT: team",
            "-remoteWrite.label=cluster=west",
            "-remoteWrite.label=prometheus_replica=b",
            "-remoteWrite.tmpDataPath=" + folder.resolve("vmagent"),
            "-httpListenAddr=127.0.0.1:" + ReceiverCommand.freePort()));
  }

  /** How a receiver ends. */
  private enum End {
    KILL,
    TERMINATE
  }

  @Test
  void hasWhatPrometheusAndVmagentSentThroughKillsAndRestarts() throws Exception {
    outlive(SCRAPES, List.of(End.KILL, End.TERMINATE));
  }

  /** At a scrape a second. */
  @Test
  @Tag("long")
  void hasWhatPrometheusAndVmagentSentInFiveMinutesOfKillsAndRestarts() throws Exception {
    outlive(61, List.of(End.KILL, End.TERMINATE, End.KILL, End.KILL));
  }

  /**
   * Has agents write while receivers come and go.
   *
   * @param scrapes how many there are at least in the life of each receiver
   */
  private void outlive(int scrapes, List<End> ends) throws Exception {
    try (ScrapeTarget target = ScrapeTarget.start();
        RunningProgram first = receiver();
        RunningProgram prometheus = prometheus(target);
        RunningProgram vmagent = vmagent(target)) {
      RunningProgram running = first;
      try {
        for (End end : ends) {
          awaitScrapes(target, scrapes);
          end(running, end);
          awaitScrapes(target, end == End.KILL ? SCRAPES : 1);
          running = receiver();
        }
        awaitScrapes(target, scrapes);
        target.freeze();
        requireAll(target, prometheus, vmagent);
        assertThat(running.terminate()).as(running.log()).isZero();
        assertThat(running.log()).doesNotContain("level=error");
      } finally {
        running.close();
      }
    }
  }

  private static void end(RunningProgram receiver, End how) throws InterruptedException {
    switch (how) {
      case KILL -> receiver.kill();
      case TERMINATE -> assertThat(receiver.terminate()).as(receiver.log()).isZero();
    }
  }

  /** Holds what the receiver has against what the agents were given. */
  private void requireAll(ScrapeTarget target, RunningProgram prometheus, RunningProgram vmagent)
      throws IOException {
    Map<String, List<String>> sent = new TreeMap<>();
    add("/prometheus", "a", "default-tenant", target, sent);
    add("/vmagent", "b", "team", target, sent);
    int samples = sent.values().stream().mapToInt(List::size).sum();

    ReceiverCommand.await(
        () ->
            "%d samples, there are %d; the logs have\n%s%s"
                .formatted(samples, received(), prometheus.log(), vmagent.log()),
        PATIENCE,
        () -> received() >= samples);

    assertThat(StoreClient.series(command().grpcPort(), "shop_items")).isEqualTo(sent);
    Conformance.count("agents-received-samples", samples);
  }

  private static void awaitScrapes(ScrapeTarget target, int more) {
    for (String path : List.of("/prometheus", "/vmagent")) {
      int before = target.given(path).size();
      await(more + " scrapes of " + path, () -> target.given(path).size() >= before + more);
    }
  }

  private int received() {
    return StoreClient.series(command().grpcPort(), "shop_items").values().stream()
        .mapToInt(List::size)
        .sum();
  }

  /** Adds the series that an agent made of what it was given. */
  private static void add(
      String path,
      String replica,
      String tenant,
      ScrapeTarget target,
      Map<String, List<String>> sent) {
    for (int series = 0; series < ScrapeTarget.series(); series++) {
      String labels =
          "__name__=shop_items,cluster=west,instance=127.0.0.1:%d,item=i%d,job=shop,prometheus_replica=%s,receive_replica=r0,tenant_id=%s"
              .formatted(target.port(), series, replica, tenant);
      List<String> samples = new ArrayList<>();
      for (Map.Entry<Long, Double> scrape : target.given(path).entrySet()) {
        double value = ScrapeTarget.value(series, scrape.getValue());
        samples.add(scrape.getKey() + " " + Long.toHexString(Double.doubleToRawLongBits(value)));
      }
      sent.put(labels, samples);
    }
  }
}
