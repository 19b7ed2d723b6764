package io.meridian.bench;

import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.AppendOutcomes;
import io.meridian.tsdb.head.Head;
import io.meridian.tsdb.head.HeadOptions;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Two simulated hours of data set D into a head, one cut in their middle: {@code head [series]
 * [rounds] [shuffled]}; shuffled is another order of the series each round. The appending thread's
 * CPU time by parts, and the most anonymous memory that the process held; with no series, what a
 * process holds that does nothing.
 */
final class HeadRun {
  /** The end of a range of two hours, in the middle of the run. */
  private static final long MIDDLE = 1_767_571_200_000L;

  private final Path folder;
  private final DataSetD data;
  private final int rounds;
  private final boolean shuffled;
  private final SplittableRandom random = new SplittableRandom(2);
  private final Head head;
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private long decoding;
  private long appending;
  private long peak;

  private HeadRun(Path folder, int series, int rounds, boolean shuffled) {
    this.folder = folder;
    this.data = new DataSetD(series, 1);
    this.rounds = rounds;
    this.shuffled = shuffled;
    head = new Head(HeadOptions.DEFAULT, Disk.local(), folder.resolve("full"));
  }

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
    int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 480;
    Path folder = Files.createTempDirectory("head-run");
    try {
      HeadRun run = new HeadRun(folder, series, rounds, args.length > 2);
      if (series > 0) {
        run.run();
      }
      run.look();
      System.out.printf("%,d kB anonymous memory at its most%n", run.peak);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private void run() throws IOException {
    CpuClock clock = new CpuClock();
    try (HeadRequests requests = new HeadRequests(data, folder)) {
      print("labels written", data.series(), clock.cpuSeconds());
      round(requests, 0);
      print("new series", data.series(), appending / 1e9);
      report("after the first round");
      int from = 1;
      for (int part = 1; part <= 4; part++) {
        int to = part * rounds / 4;
        decoding = 0;
        appending = 0;
        for (int round = from; round < to; round++) {
          round(requests, round);
        }
        long samples = (long) (to - from) * data.series();
        print("decode", samples, decoding / 1e9);
        print("find and append", samples, appending / 1e9);
        report("after round " + to);
        from = to;
        if (part == 3) {
          cut();
        }
      }
      find(requests);
      print("whole process", (long) rounds * data.series(), clock.cpuSeconds());
    }
  }

  private void round(HeadRequests requests, int round) throws IOException {
    if (shuffled && round > 0) {
      requests.shuffle(random);
    }
    long time = MIDDLE + (round - rounds / 2) * DataSetD.INTERVAL;
    for (int i = 0; i < requests.count(); i++) {
      requests.make(i, round, time);
      append(requests, time + DataSetD.INTERVAL);
    }
    look();
  }

  private void append(HeadRequests requests, long now) {
    long begin = threadCpu();
    decoder.decode(requests.body(), 0, requests.length(), batch);
    long decoded = threadCpu();
    head.append(batch, now, outcomes);
    long appended = threadCpu();
    decoding += decoded - begin;
    appending += appended - decoded;
    if (outcomes.successes() != outcomes.size()) {
      throw new IllegalStateException("only " + outcomes.successes() + " samples were stored");
    }
  }

  /** Looks series up and appends nothing. */
  private void find(HeadRequests requests) {
    long finding = Long.MAX_VALUE;
    for (int times = 0; times < 5; times++) {
      if (shuffled) {
        requests.shuffle(random);
      }
      appending = 0;
      for (int i = 0; i < requests.count(); i++) {
        requests.make(i, -1, 0);
        append(requests, 0);
      }
      finding = Math.min(finding, appending);
    }
    print("find", data.series(), finding / 1e9);
  }

  private void cut() throws IOException {
    CpuClock clock = new CpuClock();
    UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
    Optional<BlockMeta> meta =
        head.cut(
            MIDDLE,
            Disk.local(),
            folder,
            names.next(),
            BlockWriter.Options.DEFAULT,
            Optional.empty());
    print("cut", meta.orElseThrow().stats().samples(), clock.cpuSeconds());
    report("after the cut");
  }

  private static long threadCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void print(String what, long count, double seconds) {
    System.out.printf(
        "%-16s %,12d  %7.2f CPU s  %8.1f ns each%n", what, count, seconds, seconds * 1e9 / count);
  }

  private void report(String when) throws IOException {
    long now = look();
    Runtime runtime = Runtime.getRuntime();
    System.out.printf(
        "%-24s %,9d kB anonymous (most %,d), heap %,d kB used of %,d%n",
        when,
        now,
        peak,
        (runtime.totalMemory() - runtime.freeMemory()) >> 10,
        runtime.totalMemory() >> 10);
  }

  /** Kilobytes of anonymous memory that are resident now. */
  private long look() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      long now =
          lines
              .filter(line -> line.startsWith("RssAnon:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      peak = Math.max(peak, now);
      return now;
    }
  }
}
