package io.meridian.cli.demo;

import io.meridian.cli.all.AllSettings;
import io.meridian.cli.console.Console;
import io.meridian.service.lifecycle.Part;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells where to look and what to ask, once there is something to see. */
final class DemoGreeting implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(DemoGreeting.class);
  private static final Pattern VALUE = Pattern.compile("\"value\":\\[[^,]*,\"([0-9.e+]+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Fleet fleet;
  private final DemoAgents agents;
  private final AllSettings settings;
  private final String http;
  private final URI write;
  private final long present;
  private final Console console;
  private final long begun = System.nanoTime();
  private Thread thread = Thread.ofVirtual().unstarted(() -> {});

  /**
   * Words to come.
   *
   * @param present when the past ends that was made up, in milliseconds since the epoch: what is
   *     newer comes from the agents
   */
  DemoGreeting(
      Fleet fleet,
      DemoAgents agents,
      AllSettings settings,
      String http,
      URI write,
      long present,
      Console console) {
    this.fleet = fleet;
    this.agents = agents;
    this.settings = settings;
    this.http = http;
    this.write = write;
    this.present = present;
    this.console = console;
  }

  @Override
  public String name() {
    return "greeting";
  }

  @Override
  public void start() {
    console
        .err()
        .println("meridian: the services are up; agents send what has come since the history ends");
    thread = Thread.ofVirtual().start(this::greet);
  }

  private void greet() {
    try {
      agents.awaitPresent();
      awaitAnswer();
    } catch (InterruptedException e) {
      return;
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    console
        .err()
        .println(
            """
            meridian: %d agents in 3 clusters write %,d series; up to date after %.1f s

              look            http://%s/
              Grafana         a data source of type Prometheus with the URL http://%s
              your Prometheus remote_write: [{url: %s}]

              ask             sum by (cluster) (rate(node_cpu_seconds_total{mode!="idle"}[5m]))
                              1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes
                              node_filesystem_avail_bytes / node_filesystem_size_bytes < 0.1
                              sum by (cluster, application) (rate(http_server_requests_seconds_count[5m]))
                              mysql_global_status_threads_connected / mysql_global_variables_max_connections

            Ctrl-C stops it; %s keeps what was written, --fresh forgets it.\
            """
                .formatted(
                    fleet.agents().size(),
                    fleet.series(),
                    seconds,
                    http,
                    http,
                    write,
                    settings.data().folder()));
  }

  /**
   * The querier looks every few seconds at what there is: waits until it sees the newest samples.
   */
  private void awaitAnswer() throws InterruptedException {
    HttpRequest question =
        HttpRequest.newBuilder(
                URI.create("http://" + http + "/api/v1/query?query=max(timestamp(up))"))
            .build();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (System.nanoTime() < end) {
        try {
          Matcher value = VALUE.matcher(client.send(question, BodyHandlers.ofString()).body());
          if (value.find() && Double.parseDouble(value.group(1)) * 1000 >= present) {
            return;
          }
        } catch (IOException e) {
          LOG.debug("{} does not answer yet", question.uri(), e);
        }
        Thread.sleep(PAUSE);
      }
    }
  }

  @Override
  public void stop() {
    thread.interrupt();
  }
}
