package io.meridian.bench;

import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import io.meridian.tsdb.store.WriteReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Series that come and go, in simulated time: {@code churn [series a minute] [minutes]}. Each
 * minute that many series begin, get a sample every 15 s for a minute, and end with a stale marker;
 * 100,000 others stay. Then nothing begins any more, until blocks are cut and the series swept.
 * Prints what the head holds and what the process has, minute by minute.
 */
final class ChurnRun {
  private static final long BEGIN = 1_767_571_200_000L - 1_800_000;
  private static final int STAYING = 100_000;
  private static final long STALE = 0x7ff0000000000002L;

  private final byte[] body = new byte[1 << 20];
  private int length;
  private long now = BEGIN;
  private final SampleStore store;

  private ChurnRun(Path folder) {
    store =
        SampleStore.open(
            Disk.local(),
            folder,
            StoreOptions.of(Labels.of("receive_replica", "bench")),
            () -> Instant.ofEpochMilli(now),
            new SplittableRandom(1));
  }

  static void main(String[] args) throws IOException {
    int rate = args.length > 0 ? Integer.parseInt(args[0]) : 50_000;
    int minutes = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    Path folder = Files.createTempDirectory("churn-run");
    try {
      new ChurnRun(folder).run(rate, minutes);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run(int rate, int minutes) throws IOException {
    CpuClock clock = new CpuClock();
    report("nothing", clock);
    for (int minute = 0; minute < minutes; minute++) {
      for (int scrape = 0; scrape < 4; scrape++) {
        send("staying", 0, STAYING, scrape, false);
        send("pod" + minute, 0, rate, scrape, scrape == 3);
        now += DataSetD.INTERVAL;
      }
      store.maintain();
      report("minute " + (minute + 1), clock);
    }
    for (int hour = 1; hour <= 6; hour++) {
      for (int part = 0; part < 4; part++) {
        now += 900_000;
        send("staying", 0, STAYING, hour + part, false);
        store.maintain();
      }
      report("hour " + hour + " after", clock);
    }
    store.close();
  }

  /** A sample of each of some series, 2,000 a request. */
  private void send(String group, int from, int to, int scrape, boolean ends) {
    for (int first = from; first < to; first += HeadRequests.SERIES_A_REQUEST) {
      length = 0;
      for (int i = first; i < Math.min(to, first + HeadRequests.SERIES_A_REQUEST); i++) {
        series(group, i, ends ? STALE : Double.doubleToRawLongBits(i + scrape));
      }
      WriteReport report = store.append("default-tenant", body, 0, length);
      if (report.refused().isPresent()) {
        throw new IllegalStateException(report.toString());
      }
    }
  }

  private void series(String group, int series, long bits) {
    int begin = length + 4;
    int at = begin;
    at = label(at, "__name__", "churn_metric_" + series % 100);
    at = label(at, "cluster", "cluster-1");
    at = label(at, "job", "job-" + series % 50);
    at = label(at, "namespace", "team-" + series % 40);
    at = label(at, "pod", "service-" + series % 200 + "-" + group + "-" + series);
    body[at++] = 0x12;
    body[at++] = 16;
    body[at++] = 0x09;
    for (int i = 0; i < 64; i += 8) {
      body[at++] = (byte) (bits >>> i);
    }
    body[at++] = 0x10;
    HeadRequests.putTime(body, at, now);
    at += 6;
    // a length in three bytes, so that it can be written last
    int size = at - begin;
    body[length] = 0x0a;
    body[length + 1] = (byte) ((size & 0x7f) | 0x80);
    body[length + 2] = (byte) (((size >>> 7) & 0x7f) | 0x80);
    body[length + 3] = 0;
    length = at;
  }

  private int label(int at, String name, String value) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
    body[at] = 0x0a;
    int to = PackedLabels.putLength(body, at + 1, 4 + nameBytes.length + valueBytes.length);
    to = field(to, 0x0a, nameBytes);
    return field(to, 0x12, valueBytes);
  }

  private int field(int at, int tag, byte[] text) {
    body[at] = (byte) tag;
    int to = PackedLabels.putLength(body, at + 1, text.length);
    System.arraycopy(text, 0, body, to, text.length);
    return to + text.length;
  }

  private void report(String when, CpuClock clock) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%-14s %,9d series, heap %,9d kB used of %,9d, %,9d kB anonymous, %.1f CPU s%n",
        when,
        store.source("default-tenant").map(source -> source.seriesCount()).orElse(0),
        (runtime.totalMemory() - runtime.freeMemory()) >> 10,
        runtime.totalMemory() >> 10,
        anonymous(),
        clock.cpuSeconds());
  }

  private static long anonymous() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("RssAnon:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    }
  }
}
