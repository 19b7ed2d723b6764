package io.meridian.cli.demo;

import io.meridian.cli.demo.Signal.Counter;
import java.util.List;

/** What Spring Boot's actuator tells of an application. */
final class SpringBoot {
  private static final double MEBIBYTE = 1 << 20;
  private static final List<String> PATHS =
      List.of("/api/orders", "/api/orders/{id}", "/api/customers");

  /** Upper bounds of request times, and which share of requests is within. */
  private static final List<Bucket> BUCKETS =
      List.of(
          new Bucket("0.005", 0.22),
          new Bucket("0.01", 0.47),
          new Bucket("0.025", 0.71),
          new Bucket("0.05", 0.86),
          new Bucket("0.1", 0.94),
          new Bucket("0.25", 0.98),
          new Bucket("1.0", 0.996),
          new Bucket("+Inf", 1));

  private SpringBoot() {}

  private record Bucket(String bound, double share) {}

  /** An instance of an application. */
  static Target target(
      String application, String instance, long seed, Lifetimes lifetimes, Absences absences) {
    MetricsPage page = new MetricsPage(application, instance + ":8080", seed, lifetimes);
    for (String path : PATHS) {
      requests(page, application, path, "200", 14);
      requests(page, application, path, "500", 0.03);
    }
    memory(page, application);
    page.gauge("jvm_threads_live_threads", 64, 20, 1, "application", application);
    page.gauge("process_cpu_usage", 0.2, 0.15, 0.001, "application", application);
    page.seconds("jvm_gc_pause_seconds_sum", 0.004, "application", application, "action", "minor");
    page.counter("jvm_gc_pause_seconds_count", 0.4, "application", application, "action", "minor");
    page.constant("hikaricp_connections_max", 20, "application", application, "pool", "main");
    page.gauge("hikaricp_connections_active", 9, 8, 1, "application", application, "pool", "main");
    page.counter("logback_events_total", 1.5, "application", application, "level", "info");
    page.counter("logback_events_total", 0.02, "application", application, "level", "error");
    return page.target(absences);
  }

  /** The buckets of one histogram grow in step, so that each has all that the one below has. */
  private static void requests(
      MetricsPage page, String application, String uri, String status, double rate) {
    String name = "http_server_requests_seconds";
    Wave wave = page.daily(rate, 0.6);
    for (Bucket bucket : BUCKETS) {
      Wave within =
          new Wave(
              wave.mean() * bucket.share(),
              wave.amplitude() * bucket.share(),
              wave.period(),
              wave.phase());
      page.add(
          name + "_bucket",
          new Counter(within, 1, page.lifetimes()),
          "application",
          application,
          "uri",
          uri,
          "status",
          status,
          "le",
          bucket.bound());
    }
    String[] labels = {"application", application, "uri", uri, "status", status};
    page.add(name + "_count", new Counter(wave, 1, page.lifetimes()), labels);
    Wave time = new Wave(wave.mean() * 0.03, wave.amplitude() * 0.03, wave.period(), wave.phase());
    page.add(name + "_sum", new Counter(time, 0.001, page.lifetimes()), labels);
  }

  private static void memory(MetricsPage page, String application) {
    for (String pool : List.of("G1 Eden Space", "G1 Old Gen", "G1 Survivor Space")) {
      String[] labels = {"application", application, "area", "heap", "id", pool};
      page.gauge("jvm_memory_used_bytes", 220 * MEBIBYTE, 90 * MEBIBYTE, 8, labels);
      page.constant("jvm_memory_max_bytes", 512 * MEBIBYTE, labels);
    }
    String[] metaspace = {"application", application, "area", "nonheap", "id", "Metaspace"};
    page.gauge("jvm_memory_used_bytes", 110 * MEBIBYTE, 4 * MEBIBYTE, 8, metaspace);
  }
}
