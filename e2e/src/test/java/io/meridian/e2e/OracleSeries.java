package io.meridian.e2e;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** A series of an {@link OracleFleet} as its target shows it, scrape by scrape. */
final class OracleSeries {
  static final int SCRAPES = 160;

  /** No sample: a NaN that nobody measures. */
  static final double ABSENT = Double.longBitsToDouble(0x7ff8000000000abcL);

  private static final double STALE = Double.longBitsToDouble(0x7ff0000000000002L);
  private static final String[] BOUNDS = {"0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"};
  private static final int INSTANCES = 4;

  private final Map<String, String> labels = new TreeMap<>();

  /** One for each scrape; {@link #ABSENT} where the target does not have the series. */
  private final double[] values = new double[SCRAPES];

  private OracleSeries() {}

  Map<String, String> labels() {
    return labels;
  }

  double value(int scrape) {
    return values[scrape];
  }

  static boolean isAbsent(double value) {
    return Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(ABSENT);
  }

  /** All of a cluster. Instances restart at scrapes of their own, and one is down for a while. */
  static List<OracleSeries> of(String cluster) {
    RandomGenerator random = new SplittableRandom(cluster.hashCode());
    List<OracleSeries> all = new ArrayList<>();
    for (int instance = 0; instance < INSTANCES; instance++) {
      int restart = 44 + 23 * instance;
      int down = instance == 2 ? 6 : 0;
      for (String job : List.of("api", "web")) {
        all.add(up(cluster, job, instance, restart, down));
        all.add(counter(random, cluster, job, instance, "200", 90, restart, down));
        all.add(counter(random, cluster, job, instance, "500", 3, restart, down));
      }
      addHistogram(all, random, cluster, instance, restart);
      all.add(
          constant("instance_info", cluster, "instance", "i" + instance)
              .with("version", instance < 2 ? "v1" : "v2"));
    }
    for (int queue = 0; queue < 6; queue++) {
      all.add(
          gauge(random, "queue_depth", cluster, "queue", "q" + queue, 15).with("job", "worker"));
    }
    all.add(holed(gauge(random, "temperature_celsius", cluster, "sensor", "s0", 20)));
    all.add(deploys(random, cluster));
    return all;
  }

  private static OracleSeries named(String name, String cluster) {
    OracleSeries series = new OracleSeries();
    return series.with("__name__", name).with("cluster", cluster);
  }

  private OracleSeries with(String name, String value) {
    labels.put(name, value);
    return this;
  }

  private static OracleSeries constant(String name, String cluster, String label, String value) {
    OracleSeries series = named(name, cluster).with(label, value);
    Arrays.fill(series.values, 1);
    return series;
  }

  private static OracleSeries up(String cluster, String job, int instance, int restart, int down) {
    OracleSeries series = constant("up", cluster, "instance", "i" + instance).with("job", job);
    Arrays.fill(series.values, restart, restart + down, 0);
    return series;
  }

  /**
   * Begins high and goes on low after a restart, but never so low that a rate would ask whether.
   */
  private static OracleSeries counter(
      RandomGenerator random,
      String cluster,
      String job,
      int instance,
      String code,
      int most,
      int restart,
      int down) {
    OracleSeries series =
        named("http_requests_total", cluster)
            .with("job", job)
            .with("instance", "i" + instance)
            .with("code", code);
    series.count(random, 100_000 + random.nextInt(1000), most, restart, down);
    return series;
  }

  private void count(RandomGenerator random, double begin, int most, int restart, int down) {
    double total = begin;
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      total = scrape == restart ? 3.0 * most : total + random.nextInt(most + 1);
      values[scrape] = total;
    }
    for (int scrape = restart; scrape < restart + down; scrape++) {
      values[scrape] = scrape == restart ? STALE : ABSENT;
    }
  }

  private static void addHistogram(
      List<OracleSeries> into, RandomGenerator random, String cluster, int instance, int restart) {
    String name = "http_request_duration_seconds";
    double[] below = new double[SCRAPES];
    for (String bound : BOUNDS) {
      OracleSeries bucket =
          named(name + "_bucket", cluster)
              .with("job", "api")
              .with("instance", "i" + instance)
              .with("le", bound);
      bucket.count(random, 50_000, 20, restart, 0);
      for (int scrape = 0; scrape < SCRAPES; scrape++) {
        below[scrape] += bucket.values[scrape];
      }
      System.arraycopy(below, 0, bucket.values, 0, SCRAPES);
      into.add(bucket);
    }
    OracleSeries count =
        named(name + "_count", cluster).with("job", "api").with("instance", "i" + instance);
    OracleSeries sum =
        named(name + "_sum", cluster).with("job", "api").with("instance", "i" + instance);
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      count.values[scrape] = below[scrape];
      sum.values[scrape] = below[scrape] * 0.3125;
    }
    into.add(count);
    into.add(sum);
  }

  private static OracleSeries gauge(
      RandomGenerator random, String name, String cluster, String label, String value, double mid) {
    OracleSeries series = named(name, cluster).with(label, value);
    double now = mid;
    for (int scrape = 0; scrape < SCRAPES; scrape++) {
      now += random.nextGaussian() * 3 + (mid - now) * 0.1;
      series.values[scrape] = now;
    }
    return series;
  }

  /** A measured NaN and both infinities, far from each other. */
  private static OracleSeries holed(OracleSeries series) {
    series.values[50] = Double.NaN;
    series.values[100] = Double.POSITIVE_INFINITY;
    series.values[140] = Double.NEGATIVE_INFINITY;
    return series;
  }

  /** Appears late and ends with a stale marker, in the west while one replica is away. */
  private static OracleSeries deploys(RandomGenerator random, String cluster) {
    OracleSeries series = named("deploys_total", cluster);
    series.count(random, 1_000, 5, SCRAPES, 0);
    int end = cluster.equals("west") ? 100 : 110;
    Arrays.fill(series.values, 0, 30, ABSENT);
    Arrays.fill(series.values, end, SCRAPES, ABSENT);
    series.values[end] = STALE;
    return series;
  }
}
