package io.meridian.bench;

import io.meridian.model.Labels;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.StoreOptions;
import io.meridian.tsdb.store.WriteReport;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Data set D through a store with its log, in three processes: {@code store [series] [rounds]
 * [maintained]}. The first one appends, a sample a series a round, and ends as if it were killed;
 * the second reads the log and stops in order; the third starts from the checkpoint. Maintained,
 * the first one does after each round what is due, as a receiver does: checkpoints are written as
 * the log grows.
 */
final class StoreRun {
  private static final long BEGIN = 1_767_571_200_000L;

  private StoreRun() {}

  static void main(String[] args) throws IOException, InterruptedException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 480;
    if (args.length > 3) {
      Path folder = Path.of(args[3]);
      if (args[2].equals("open")) {
        open(folder);
      } else {
        append(folder, series, rounds, args[2].equals("maintain"));
      }
      return;
    }
    String first = args.length > 2 ? "maintain" : "append";
    Path folder = Files.createTempDirectory("store-run");
    try {
      for (String role : List.of(first, "open", "open")) {
        start(series, rounds, role, folder);
      }
    } finally {
      delete(folder);
    }
  }

  /** The same program again, with the same options. */
  private static void start(int series, int rounds, String role, Path folder)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(StoreRun.class.getName());
    command.addAll(
        List.of(Integer.toString(series), Integer.toString(rounds), role, folder.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(role + " failed");
    }
  }

  private static SampleStore openStore(Path folder) {
    return SampleStore.open(
        Disk.local(),
        folder.resolve("store"),
        StoreOptions.of(Labels.of("receive_replica", "bench")),
        () -> Instant.ofEpochMilli(BEGIN + 7_200_000),
        new SplittableRandom(1));
  }

  private static void append(Path folder, int series, int rounds, boolean maintained)
      throws IOException {
    SampleStore store = openStore(folder);
    double maintaining = 0;
    try (HeadRequests requests = new HeadRequests(new DataSetD(series, 1), folder)) {
      round(store, requests, 0, "new series");
      for (int round = 1; round < rounds; round++) {
        boolean tells = round == rounds / 2 || round == rounds - 1 || round < 4;
        round(store, requests, round, tells ? "round " + round : "");
        CpuClock clock = new CpuClock();
        if (maintained) {
          store.maintain();
        }
        maintaining += clock.cpuSeconds();
      }
    }
    System.out.printf("log: %s; maintaining: %.1f CPU s%n", store.logStats(), maintaining);
    Runtime.getRuntime().halt(0); // as a kill does
  }

  /** CPU time of the process, the thread that syncs and the collector included. */
  private static void round(SampleStore store, HeadRequests requests, int round, String what) {
    CpuClock clock = new CpuClock();
    long making = 0;
    long samples = 0;
    for (int i = 0; i < requests.count(); i++) {
      long begin = threadCpu();
      requests.make(i, round, BEGIN + round * DataSetD.INTERVAL);
      making += threadCpu() - begin;
      WriteReport report = store.append("default-tenant", requests.body(), 0, requests.length());
      samples += report.stored();
      if (report.refused().isPresent()) {
        throw new IllegalStateException(report.toString());
      }
    }
    if (!what.isEmpty()) {
      System.out.printf(
          "%-12s %,d samples: %.0f CPU ns each, %.0f wall with making them%n",
          what,
          samples,
          (clock.cpuSeconds() * 1e9 - making) / samples,
          clock.wallSeconds() * 1e9 / samples);
    }
  }

  private static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void open(Path folder) {
    CpuClock clock = new CpuClock();
    try (SampleStore store = openStore(folder)) {
      System.out.printf(
          "opened in %.2f s, %.2f CPU s: %,d records of the log, %,d of the checkpoint, %,d bytes%n",
          clock.wallSeconds(),
          clock.cpuSeconds(),
          store.recovery().log().records(),
          store.recovery().log().checkpointRecords(),
          store.recovery().log().bytes());
      clock = new CpuClock();
      store.checkpoint();
      System.out.printf(
          "checkpoint in %.2f s, %.2f CPU s%n", clock.wallSeconds(), clock.cpuSeconds());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
