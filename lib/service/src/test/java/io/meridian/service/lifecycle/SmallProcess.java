package io.meridian.service.lifecycle;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.http.EventLoops;
import io.meridian.service.http.HttpMetrics;
import io.meridian.service.http.HttpServer;
import io.meridian.service.http.HttpSettings;
import io.meridian.service.http.ListenAddress;
import io.meridian.service.http.Response;
import io.meridian.service.http.Route;
import io.meridian.service.ops.OperationRoutes;
import io.meridian.service.reload.Reload;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process with one port, whose route {@code /slow} answers only after the end was asked for. */
final class SmallProcess {
  private SmallProcess() {}

  public static void main(String[] arguments) {
    PrometheusRegistry registry = new PrometheusRegistry();
    Readiness readiness = new Readiness();
    CountDownLatch ending = new CountDownLatch(1);
    List<Route> routes = new ArrayList<>();
    routes.add(
        Route.get(
            "/slow",
            _ -> {
              System.out.println("working");
              ending.await();
              return Response.text(200, "done");
            }));
    routes.addAll(
        new OperationRoutes(readiness, registry, new Reload(registry), () -> "").routes());
    EventLoops loops = EventLoops.ofMachine();
    HttpSettings settings =
        HttpSettings.plain(
            "http", new ListenAddress("127.0.0.1", 0), new ByteBudget("bodies", 1 << 20, 1));
    HttpServer server = new HttpServer(loops, settings, routes, new HttpMetrics(registry));
    Lifecycle.Times times = new Lifecycle.Times(Duration.ofMillis(300), Duration.ofSeconds(20));
    List<Part> parts = List.of(loops, new Flushed(), server, new Announced(server, ending));
    System.exit(new Lifecycle("small", parts, readiness, times).run());
  }

  /** Says when it is stopped, by when no request may be unanswered. */
  private record Flushed() implements Part {
    @Override
    public String name() {
      return "store";
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
      System.out.println("flushed");
    }
  }

  /** Says where the server listens; lets the slow request end when it is drained. */
  private record Announced(HttpServer server, CountDownLatch ending) implements Part {
    @Override
    public String name() {
      return "announcement";
    }

    @Override
    public void start() {
      System.out.println("port " + server.port());
    }

    @Override
    public void drain(Duration grace) {
      System.out.println("drain");
      ending.countDown();
    }

    @Override
    public void stop() {}
  }
}
