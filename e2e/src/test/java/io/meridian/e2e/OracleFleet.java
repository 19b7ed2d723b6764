package io.meridian.e2e;

import io.airlift.compress.v3.snappy.SnappyCompressor;
import io.meridian.api.prometheus.Sample;
import io.meridian.api.prometheus.TimeSeries;
import io.meridian.api.prometheus.WriteRequest;
import io.meridian.api.thanos.Label;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Two clusters as a pair of agents sees each: every sample is known, and so is what each agent
 * missed. No scrape is missed by both, so that together they have the stream without gaps.
 *
 * <pre>
 *   scrape     0        40    56                92       118       160
 *   west a     ============    =====.================================
 *   west b     ====.========================.====          ==========
 *   east a     ================================       ===============
 *   east b     =========         ==================.=================
 * </pre>
 *
 * <p>Dots are single scrapes that were lost, by chance.
 */
final class OracleFleet {
  static final List<String> CLUSTERS = List.of("west", "east");
  static final List<String> REPLICAS = List.of("a", "b");

  private static final long INTERVAL = 15_000;

  /** Scrapes lie on the edge of no window that is asked for. */
  private static final long PHASE = 4_137;

  private static final double LOST = 0.04;

  private final long begin;
  private final Map<String, List<OracleSeries>> series = new HashMap<>();
  private final Map<String, boolean[]> missed = new HashMap<>();

  /**
   * A fleet.
   *
   * @param begin Unix milliseconds of the whole minute in which scraping begins
   */
  OracleFleet(long begin, RandomGenerator random) {
    this.begin = begin;
    for (String cluster : CLUSTERS) {
      series.put(cluster, OracleSeries.of(cluster));
      REPLICAS.forEach(name -> missed.put(cluster + name, new boolean[OracleSeries.SCRAPES]));
      for (int scrape = 1; scrape < OracleSeries.SCRAPES; scrape++) {
        if (random.nextDouble() < LOST) {
          missed(cluster, REPLICAS.get(random.nextInt(REPLICAS.size())))[scrape] = true;
        }
      }
    }
    lose("west", "a", 40, 56);
    lose("west", "b", 92, 118);
    lose("east", "a", 100, 119);
    lose("east", "b", 30, 58);
  }

  private void lose(String cluster, String replica, int from, int to) {
    Arrays.fill(missed(cluster, replica), from, to, true);
    String other = replica.equals("a") ? "b" : "a";
    Arrays.fill(missed(cluster, other), from - 1, to + 1, false);
  }

  private boolean[] missed(String cluster, String replica) {
    return Objects.requireNonNull(missed.get(cluster + replica));
  }

  boolean sees(String cluster, String replica, int scrape) {
    return !missed(cluster, replica)[scrape];
  }

  /** How many scrapes a replica has. */
  int scrapes(String cluster, String replica) {
    int count = 0;
    for (int scrape = 0; scrape < OracleSeries.SCRAPES; scrape++) {
      count += sees(cluster, replica, scrape) ? 1 : 0;
    }
    return count;
  }

  /** Unix milliseconds. */
  long time(int scrape) {
    return begin + PHASE + scrape * INTERVAL;
  }

  /** A remote write 1.0 request with a scrape of a cluster, under one label more. */
  byte[] request(String cluster, int scrape, String label, String value) {
    WriteRequest.Builder request = WriteRequest.newBuilder();
    for (OracleSeries each : series.getOrDefault(cluster, List.of())) {
      if (!OracleSeries.isAbsent(each.value(scrape))) {
        Map<String, String> labels = new TreeMap<>(each.labels());
        labels.put(label, value);
        TimeSeries.Builder written = TimeSeries.newBuilder();
        labels.forEach((k, v) -> written.addLabels(Label.newBuilder().setName(k).setValue(v)));
        request.addTimeseries(
            written.addSamples(
                Sample.newBuilder().setTimestamp(time(scrape)).setValue(each.value(scrape))));
      }
    }
    byte[] raw = request.build().toByteArray();
    SnappyCompressor snappy = SnappyCompressor.create();
    byte[] body = new byte[snappy.maxCompressedLength(raw.length)];
    return Arrays.copyOf(body, snappy.compress(raw, 0, raw.length, body, 0, body.length));
  }
}
