package io.meridian.querier;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.flag.FlagSet;
import io.meridian.service.flag.FlagSet.Request;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpLimits;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.lifecycle.Part;
import io.meridian.service.process.RpcPart;
import io.meridian.service.process.ServicePort;
import io.meridian.service.trace.Tracing;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A querier on a port, in this process, as a command line makes it. */
public final class RunningQuerier implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient client = HttpClient.newHttpClient();
  private final EventLoops loops = EventLoops.ofMachine();
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final List<Part> parts = new ArrayList<>();
  private final HttpServer server;
  private final RpcPart grpc;

  private RunningQuerier(QuerierSettings settings, HttpLimits limits) {
    Querier querier = new Querier(settings, List.of(), Optional.empty(), registry);
    HttpSettings http =
        HttpSettings.plain(
                "test", new ListenAddress("127.0.0.1", 0), new ByteBudget("forms", 32 << 20, 10))
            .with(limits);
    server = new HttpServer(loops, http, querier.routes(), new HttpMetrics(registry));
    parts.addAll(querier.parts());
    grpc =
        querier.serving(
            new ServicePort(new ListenAddress("127.0.0.1", 0), Optional.empty()), Tracing.NONE);
    parts.add(grpc);
    parts.add(server);
  }

  /** Starts one, and waits until each {@code --endpoint} has said what it has. */
  public static RunningQuerier with(String... flags) {
    return with(HttpLimits.DEFAULT, flags);
  }

  /** The same with other limits for clients. */
  static RunningQuerier with(HttpLimits limits, String... flags) {
    RunningQuerier running = new RunningQuerier(settings(flags), limits);
    long stores = Arrays.stream(flags).filter(flag -> flag.startsWith("--endpoint=")).count();
    try {
      for (Part part : running.parts) {
        part.start();
      }
      running.awaitStores(stores);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return running;
  }

  /** A busy machine may take longer for the first answers than a querier waits for them. */
  private void awaitStores(long stores) throws InterruptedException {
    long limit = System.nanoTime() + PATIENCE.toNanos();
    while (answering() < stores) {
      if (System.nanoTime() > limit) {
        throw new AssertionError(answering() + " of " + stores + " stores have answered");
      }
      Thread.sleep(20);
    }
  }

  private double answering() {
    return registry.scrape("thanos_store_nodes_grpc_connections"::equals).stream()
        .flatMap(gauge -> ((GaugeSnapshot) gauge).getDataPoints().stream())
        .mapToDouble(GaugeSnapshot.GaugeDataPointSnapshot::getValue)
        .sum();
  }

  static QuerierSettings settings(String... flags) {
    return switch (new FlagSet<>(QuerierSettings.class).read(List.of(flags))) {
      case Request.Run<QuerierSettings>(var settings, var _) -> settings;
      default -> throw new IllegalArgumentException(String.join(" ", flags));
    };
  }

  /** Asks by GET; names and values in turn. */
  public HttpResponse<String> get(String path, String... parameters) {
    String query = parameters.length == 0 ? "" : "?" + form(parameters);
    return send(request(path + query).GET());
  }

  /** Asks by POST with a form; names and values in turn. */
  public HttpResponse<String> post(String path, String... parameters) {
    return send(
        request(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form(parameters))));
  }

  /** The JSON of an answer to GET. */
  public JsonNode json(String path, String... parameters) {
    return JsonMapper.shared().readTree(get(path, parameters).body());
  }

  /** The begin of any request. */
  public HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
  }

  /** Sends a request and waits for its answer. */
  public HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String form(String... parameters) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < parameters.length; i += 2) {
      pairs.add(
          URLEncoder.encode(parameters[i], StandardCharsets.UTF_8)
              + "="
              + URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  /** Host and port that it serves gRPC at. */
  public String grpcAddress() {
    return "127.0.0.1:" + grpc.port();
  }

  /** What it tells of itself. */
  public PrometheusRegistry registry() {
    return registry;
  }

  @Override
  public void close() {
    try {
      for (Part part : parts.reversed()) {
        part.drain(Duration.ofSeconds(5));
      }
      for (Part part : parts.reversed()) {
        part.stop();
      }
      loops.stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
