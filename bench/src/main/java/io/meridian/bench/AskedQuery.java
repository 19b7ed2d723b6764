package io.meridian.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request of Prometheus' HTTP API over data set D.
 *
 * @param name what tables call it
 * @param path behind {@code /api/v1/}
 * @param form the request's fields
 */
record AskedQuery(String name, String path, Map<String, String> form) {

  /**
   * What there are figures of peers for.
   *
   * @param end the last instant, Unix milliseconds
   * @param minutes how long before it the first one is
   */
  static List<AskedQuery> all(long end, long minutes) {
    long start = end - minutes * 60_000;
    return List.of(
        range("sum by rate, 100k", sumByRate("bench_metric_0.."), 121, start, end),
        range("sum by rate, 10k", sumByRate("bench_metric_00."), 121, start, end),
        range(
            "join of 20k pairs",
            "sum(wide_a / on(cluster, container, endpoint, instance, job, namespace, node, pod,"
                + " service) wide_b)",
            31,
            start,
            end),
        range(
            "histogram_quantile, 50k",
            "histogram_quantile(0.99, sum by (le, job) (rate(bench_latency_seconds_bucket[5m])))",
            31,
            start,
            end),
        range("topk of 20k", "topk(10, rate(wide_a[5m]))", 31, start, end),
        range(
            "quantile by, 10k",
            "quantile by (job) (0.9, avg_over_time({__name__=~\"bench_metric_00.\"}[5m]))",
            31,
            start,
            end),
        range("dashboard, 1,000", "sum by (service) (rate(bench_metric_000[5m]))", 121, start, end),
        range("count of pods, 110k", "count({pod=~\"service-1.*\"})", 31, start, end),
        instant("count of pods, instant", "count({pod=~\"service-1.*\"})", end),
        instant(
            "count of namespaces, instant",
            "count({__name__=~\"bench_metric_0.*\",namespace!~\"team-0.*\"})",
            end),
        range("raw 1,000", "bench_metric_000", 121, start, end),
        listed("/series of 5,000", "series", "{__name__=~\"bench_metric_00[0-4]\"}", start, end),
        listed(
            "label values, 110,000 pods",
            "label/pod/values",
            "{pod=~\"service-1.*\"}",
            start,
            end));
  }

  private static String sumByRate(String metrics) {
    return "sum by (job) (rate({__name__=~\"" + metrics + "\"}[5m]))";
  }

  private static AskedQuery range(String name, String query, int steps, long start, long end) {
    Map<String, String> form = new LinkedHashMap<>();
    form.put("query", query);
    form.put("start", seconds(start));
    form.put("end", seconds(end));
    form.put("step", seconds((end - start) / (steps - 1)));
    return new AskedQuery(name + " × " + steps, "query_range", form);
  }

  private static AskedQuery instant(String name, String query, long time) {
    return new AskedQuery(name, "query", Map.of("query", query, "time", seconds(time)));
  }

  private static AskedQuery listed(
      String name, String path, String selector, long start, long end) {
    return new AskedQuery(
        name, path, Map.of("match[]", selector, "start", seconds(start), "end", seconds(end)));
  }

  private static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.3f", millis / 1e3);
  }
}
