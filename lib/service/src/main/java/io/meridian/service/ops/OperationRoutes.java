package io.meridian.service.ops;

import io.meridian.service.http.Method;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.meridian.service.lifecycle.Readiness;
import io.meridian.service.reload.Reload;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The routes that every port has. */
public final class OperationRoutes {
  private final Readiness readiness;
  private final PrometheusRegistry registry;
  private final Reload reload;
  private final Supplier<String> configuration;
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final Diagnosis diagnosis = new Diagnosis();

  /**
   * What the routes tell.
   *
   * @param configuration what the process runs with, as text, without secrets
   */
  public OperationRoutes(
      Readiness readiness,
      PrometheusRegistry registry,
      Reload reload,
      Supplier<String> configuration) {
    this.readiness = readiness;
    this.registry = registry;
    this.reload = reload;
    this.configuration = configuration;
  }

  /** The routes. */
  public List<Route> routes() {
    return List.of(
        operation(Route.get("/-/healthy", _ -> Response.text(200, "healthy"))),
        operation(Route.get("/-/ready", _ -> ready())),
        operation(Route.get("/metrics", this::metrics)),
        operation(Route.post("/-/reload", _ -> reloaded())),
        operation(
            new Route(
                "/-/reload", Method.PUT, "/-/reload", 0, Route.Lane.OPERATION, _ -> reloaded())),
        operation(Route.get("/debug/threads", _ -> diagnosis.threads())),
        operation(Route.get("/debug/config", _ -> Response.text(200, configuration.get()))),
        operation(Route.get("/debug/flightrecording", diagnosis::flightRecording)));
  }

  private static Route operation(Route route) {
    return route.in(Route.Lane.OPERATION);
  }

  private Response ready() {
    var obstacles = readiness.obstacles();
    if (obstacles.isEmpty()) {
      return Response.text(200, "ready");
    }
    StringBuilder text = new StringBuilder("not ready");
    obstacles.forEach((what, why) -> text.append("\n").append(what).append(": ").append(why));
    return Response.text(503, text.toString());
  }

  private Response metrics(Request request) throws IOException {
    ExpositionFormatWriter writer =
        formats.findWriter(withoutProtobuf(request.headers().first("Accept").orElse("")));
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 << 10);
    writer.write(text, registry.scrape());
    return Response.of(200, writer.getContentType(), text.toByteArray());
  }

  /** A scraper that would rather have protobuf, which is not written here, takes text as well. */
  private static String withoutProtobuf(String accept) {
    return Arrays.stream(accept.split(",", -1))
        .filter(type -> !type.contains("application/vnd.google.protobuf"))
        .collect(Collectors.joining(","));
  }

  private Response reloaded() {
    Reload.Outcome outcome = reload.now("a request to /-/reload");
    return switch (outcome) {
      case Reload.Outcome.Done _ -> Response.text(200, "reloaded");
      case Reload.Outcome.Refused(String problems) ->
          Response.text(500, "the old configuration stays, the new one is wrong:\n" + problems);
      case Reload.Outcome.Partial(String problems) ->
          Response.text(500, "only a part of the configuration is in place:\n" + problems);
    };
  }
}
