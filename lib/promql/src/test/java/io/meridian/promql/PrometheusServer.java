package io.meridian.promql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A Prometheus on the loopback interface over blocks that promtool made. */
final class PrometheusServer implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  private PrometheusServer(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts one; skips the calling test where it is not installed. */
  static PrometheusServer start(String openMetrics, Path scratch) throws IOException {
    ExternalProgram promtool = ExternalProgram.assumePresent("promtool");
    ExternalProgram prometheus = ExternalProgram.assumePresent("prometheus");
    Path text = Files.writeString(scratch.resolve("series.om"), openMetrics);
    Path blocks = scratch.resolve("data");
    ExternalProgram.Result made =
        promtool.run(
            Duration.ofMinutes(2),
            "tsdb",
            "create-blocks-from",
            "openmetrics",
            text.toString(),
            blocks.toString());
    if (made.exitCode() != 0) {
      throw new AssertionError("promtool made no blocks: " + made.stderr());
    }
    Path configuration = Files.writeString(scratch.resolve("prometheus.yml"), "");
    String address = "127.0.0.1:" + freePort();
    Process process =
        new ProcessBuilder(
                prometheus.executable().toString(),
                "--config.file=" + configuration,
                "--storage.tsdb.path=" + blocks,
                "--storage.tsdb.retention.time=100y",
                "--web.listen-address=" + address,
                "--log.level=error")
            .redirectErrorStream(true)
            .redirectOutput(scratch.resolve("prometheus.log").toFile())
            .start();
    PrometheusServer server = new PrometheusServer(process, address);
    server.awaitReady();
    return server;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitReady() {
    Instant end = Instant.now().plusSeconds(120);
    while (!isReady()) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        close();
        throw new AssertionError("prometheus did not get ready");
      }
    }
  }

  private boolean isReady() {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + "/-/ready"))
              .timeout(Duration.ofSeconds(5))
              .build();
      process.waitFor(50, TimeUnit.MILLISECONDS);
      return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The answer of an endpoint below {@code /api/v1/}. */
  JsonNode ask(String endpoint, Map<String, String> parameters) {
    String form =
        parameters.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + "/api/v1/" + endpoint))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .timeout(Duration.ofMinutes(1))
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    try {
      return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
