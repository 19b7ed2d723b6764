package io.meridian.cli.demo;

import io.meridian.model.TimeRange;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.lifecycle.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to and asks the services of its process as agents and dashboards do, then has the process
 * end. What it does is what the launcher's archive knows the profiles of: what is left out here is
 * compiled from nothing in each new process.
 */
final class Rehearsal implements Part {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);

  /** How far back the bucket's blocks reach; whole blocks of two hours. */
  static final Duration PAST = Duration.ofHours(6);

  private static final Duration WRITTEN = Duration.ofMinutes(30);
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final int POINTS = 120;
  private static final int OK = 200;
  private static final int ACCEPTED = 299;

  private static final List<Duration> RANGES =
      List.of(WRITTEN, Duration.ofHours(2), PAST, Duration.ofHours(1));

  private static final List<String> PANELS =
      List.of(
          "sum by (mode) (rate(node_cpu_seconds_total{mode!=\"idle\"}[5m]))",
          "sum(rate(node_network_receive_bytes_total{device!=\"lo\"}[5m]))",
          "histogram_quantile(0.95,"
              + " sum by (le, uri) (rate(http_server_requests_seconds_bucket[5m])))",
          "topk(5, sum by (namespace, pod) (increase(container_cpu_usage_seconds_total[10m])))",
          "max by (namespace) (container_memory_working_set_bytes{pod=~\"(orders|billing)-.*\"})",
          "100 * (1 - node_filesystem_avail_bytes / node_filesystem_size_bytes)",
          "avg_over_time(jvm_memory_used_bytes{area=\"heap\"}[5m])",
          "count(up == 1) / count(up)");

  private static final List<String> LISTS =
      List.of(
          "query?query=up",
          "query?query=topk(3,%20rate(mysql_global_status_queries%5B5m%5D))",
          "series?match%5B%5D=up",
          "series?match%5B%5D=node_filesystem_size_bytes",
          "labels",
          "label/job/values",
          "label/pod/values?match%5B%5D=kube_pod_info",
          "label/__name__/values",
          "status/buildinfo");

  private final Fleet fleet;
  private final int write;
  private final int http;
  private final Duration enough;

  /**
   * A visit that is still to begin.
   *
   * @param write port of remote write
   * @param http port of the queries
   * @param enough CPU time of the process after which dashboards are not asked for again
   */
  Rehearsal(Fleet fleet, int write, int http, Duration enough) {
    this.fleet = fleet;
    this.write = write;
    this.http = http;
    this.enough = enough;
  }

  @Override
  public String name() {
    return "rehearsal";
  }

  @Override
  public void start() {
    Thread.ofVirtual().name("rehearsal").start(this::visit);
  }

  @Override
  public void stop() {}

  private void visit() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      waitFor(client, address(http, "/-/ready"));
      long now = System.currentTimeMillis();
      write(client, now);
      do {
        for (Duration range : RANGES) {
          dashboard(client, now, range);
        }
        for (String path : LISTS) {
          URI address = address(http, "/api/v1/" + path);
          told(address, get(client, address));
        }
      } while (used().compareTo(enough) < 0);
      get(client, address(http, "/metrics"));
      get(client, address(write, "/api/v1/status/tsdb"));
    } catch (IOException e) {
      throw new UncheckedIOException("the rehearsal was cut short", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      Signals.raise("TERM");
    }
  }

  /** One agent writes as Prometheus did before its third version, the other as it does since. */
  private void write(HttpClient client, long now) throws IOException, InterruptedException {
    URI url = address(write, "/api/v1/receive");
    long from = now - WRITTEN.toMillis();
    new Uplink(fleet.agents().get(0), url, client).send(from, now);
    SymbolUplink symbols = new SymbolUplink(fleet.agents().get(1), url, client);
    for (long begin = from; begin < now; begin += Fleet.INTERVAL) {
      told(url, symbols.send(new TimeRange(begin, begin + Fleet.INTERVAL - 1)));
    }
  }

  private void dashboard(HttpClient client, long now, Duration range)
      throws IOException, InterruptedException {
    long step = range.toSeconds() / POINTS;
    long end = now / 1000 / step * step;
    for (String panel : PANELS) {
      String form =
          "query=%s&start=%d&end=%d&step=%d"
              .formatted(
                  URLEncoder.encode(panel, StandardCharsets.UTF_8),
                  end - range.toSeconds(),
                  end,
                  step);
      HttpRequest post =
          HttpRequest.newBuilder(address(http, "/api/v1/query_range"))
              .header("Content-Type", "application/x-www-form-urlencoded")
              .header("Accept-Encoding", "gzip")
              .POST(BodyPublishers.ofString(form))
              .build();
      told(post.uri(), client.send(post, BodyHandlers.discarding()).statusCode());
    }
  }

  private static void told(URI address, int status) {
    if (status < OK || status > ACCEPTED) {
      LOG.warn("{} answered with status {}", address, status);
    }
  }

  /** What this process took so far. */
  private static Duration used() {
    return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ofDays(1));
  }

  private static URI address(int port, String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private static void waitFor(HttpClient client, URI address) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      try {
        if (get(client, address) == OK) {
          return;
        }
      } catch (IOException e) {
        Thread.sleep(PAUSE);
      }
    }
  }

  private static int get(HttpClient client, URI address) throws IOException, InterruptedException {
    return client
        .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofByteArray())
        .statusCode();
  }
}
