package io.meridian.promql;

import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.SampleBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;

/**
 * An hour of series as a demonstration service has them, scraped every 15 s, never at the last
 * millisecond of a second, so that no window that begins or ends there does so at a sample.
 */
final class DemoSeries {
  /** 2023-01-01 00:00, Unix milliseconds. */
  static final long START = 1_672_531_200_000L;

  /** The millisecond of a second at which no sample lies. */
  static final int EDGE = 999;

  static final int SAMPLES = 240;
  private static final long INTERVAL = 15_000;

  private final Map<String, Map<Labels, SampleBuffer>> families = new LinkedHashMap<>();
  private final SplittableRandom random = new SplittableRandom(20_230_101);

  DemoSeries() {
    for (int i = 0; i < 3; i++) {
      String instance = "demo.promlabs.com:1000" + i;
      addGauges(instance, i);
      addCounters(instance);
      addHistograms(instance);
    }
    add(
        "demo_special",
        "gauge",
        i -> i % 7 == 0 ? Double.NaN : i % 5 == 0 ? Double.POSITIVE_INFINITY : i - 100.5,
        "instance",
        "demo.promlabs.com:10000",
        "job",
        "demo");
  }

  private void addGauges(String instance, int number) {
    for (String type : List.of("buffers", "cached", "free", "used")) {
      add("demo_memory_usage_bytes", "gauge", walk(4e9, 3e8), labels(instance, "type", type));
    }
    add("demo_num_cpus", "gauge", _ -> 4 + number, labels(instance));
    add("demo_disk_usage_bytes", "gauge", walk(2e11, 1e7), labels(instance));
    add(
        "demo_temperature_celsius",
        "gauge",
        walk(0.4, 0.3),
        labels(instance, "room", "r" + number));
    add(
        "demo_batch_last_success_timestamp_seconds",
        "gauge",
        i -> START / 1000.0 + Math.floorDiv(i, 8 + number) * 97.0,
        labels(instance));
    add("demo_up", "gauge", i -> (i / 20 + number) % 3 == 0 ? 0 : 1, labels(instance));
  }

  private void addCounters(String instance) {
    for (String mode : List.of("idle", "system", "user")) {
      add("demo_cpu_usage_seconds_total", "counter", counter(), labels(instance, "mode", mode));
    }
  }

  private void addHistograms(String instance) {
    for (String path : List.of("/api/foo", "/api/bar")) {
      List<double[]> counts = new ArrayList<>();
      double[] all = new double[5];
      for (int i = 0; i < SAMPLES; i++) {
        double sum = 0;
        for (int b = 0; b < all.length; b++) {
          sum += random.nextInt(1, 9);
          all[b] += sum;
        }
        counts.add(all.clone());
      }
      String[] bounds = {"0.005", "0.05", "0.25", "1", "+Inf"};
      for (int b = 0; b < bounds.length; b++) {
        int bucket = b;
        add(
            "demo_api_request_duration_seconds_bucket",
            "gauge",
            i -> counts.get(i)[bucket],
            labels(instance, "path", path, "le", bounds[b]));
      }
      add(
          "demo_api_request_duration_seconds_count",
          "gauge",
          i -> counts.get(i)[4],
          labels(instance, "path", path));
    }
  }

  private static String[] labels(String instance, String... others) {
    List<String> labels = new ArrayList<>(List.of("instance", instance, "job", "demo"));
    labels.addAll(List.of(others));
    return labels.toArray(String[]::new);
  }

  private IntToDoubleFunction walk(double from, double step) {
    double[] values = new double[SAMPLES];
    double value = from * (0.5 + random.nextDouble());
    for (int i = 0; i < SAMPLES; i++) {
      value += (random.nextDouble() - 0.5) * step;
      values[i] = value;
    }
    return i -> values[i];
  }

  private IntToDoubleFunction counter() {
    double[] values = new double[SAMPLES];
    double value = 1e5 * random.nextDouble(1, 2);
    for (int i = 0; i < SAMPLES; i++) {
      value = random.nextInt(90) == 0 ? random.nextDouble(9) : value + random.nextDouble(12);
      values[i] = value;
    }
    return i -> values[i];
  }

  private void add(String name, String type, IntToDoubleFunction values, String... labels) {
    LabelsBuilder builder = new LabelsBuilder().set(Labels.METRIC_NAME, name);
    for (int i = 0; i < labels.length; i += 2) {
      builder.set(labels[i], labels[i + 1]);
    }
    SampleBuffer samples = new SampleBuffer();
    long offset = random.nextLong(INTERVAL / 2);
    for (int i = 0; i < SAMPLES; i++) {
      long time = START + i * INTERVAL + offset + random.nextLong(700);
      samples.add(time % 1000 == EDGE ? time + 1 : time, values.applyAsDouble(i));
    }
    families
        .computeIfAbsent(name + " " + type, _ -> new LinkedHashMap<>())
        .put(builder.build(), samples);
  }

  MemorySource source() {
    MemorySource source = new MemorySource();
    families.values().forEach(series -> series.forEach(source::add));
    return source;
  }

  /** The series as promtool makes blocks of them. */
  String openMetrics() {
    StringBuilder text = new StringBuilder();
    families.forEach((family, series) -> {
      String[] parts = family.split(" ", -1);
      String name =
          parts[0].endsWith("_total") ? parts[0].substring(0, parts[0].length() - 6) : parts[0];
      text.append("# TYPE ").append(name).append(' ').append(parts[1]).append('\n');
      series.forEach((labels, samples) -> append(text, parts[0], labels, samples));
    });
    return text.append("# EOF\n").toString();
  }

  private static void append(StringBuilder text, String name, Labels labels, SampleBuffer samples) {
    StringBuilder metric = new StringBuilder(name).append('{');
    labels
        .toMap()
        .forEach((label, value) -> {
          if (!label.equals(Labels.METRIC_NAME)) {
            metric.append(label).append("=\"").append(value).append("\",");
          }
        });
    metric.setLength(metric.length() - 1);
    for (int i = 0; i < samples.size(); i++) {
      double value = samples.value(i);
      text.append(metric).append("} ");
      text.append(Double.isInfinite(value) ? "+Inf" : String.valueOf(value));
      text.append(" %d.%03d\n".formatted(samples.time(i) / 1000, samples.time(i) % 1000));
    }
  }
}
