package io.meridian.bench;

import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.wal.LogOptions;
import io.meridian.tsdb.wal.LogRecord;
import io.meridian.tsdb.wal.RecordConsumer;
import io.meridian.tsdb.wal.WriteAheadLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Appends records of 2,000 samples and reads them back: {@code log [megabytes] [bytes a sample]}.
 */
final class LogRun {
  private static final int SAMPLES = 2_000;

  private LogRun() {}

  static void main(String[] args) throws IOException {
    long bytes = (args.length > 0 ? Long.parseLong(args[0]) : 1024) << 20;
    int perSample = args.length > 1 ? Integer.parseInt(args[1]) : 12;
    for (int i = 0; i < 4; i++) {
      Path folder = Files.createTempDirectory("log");
      try {
        append(folder.resolve("wal"), bytes, new byte[SAMPLES * perSample]);
        for (int shards = 1; shards <= 2; shards++) {
          replay(folder.resolve("wal"), shards);
        }
      } finally {
        delete(folder);
      }
    }
  }

  private static void append(Path folder, long bytes, byte[] payload) {
    new SplittableRandom(1).nextBytes(payload);
    long records = bytes / payload.length;
    try (WriteAheadLog log =
        WriteAheadLog.open(Disk.local(), folder, LogOptions.DEFAULT, new Sum(1))) {
      CpuClock clock = new CpuClock();
      for (long i = 0; i < records; i++) {
        log.commit(log.append("default-tenant", 1, payload, 0, payload.length));
      }
      double cpu = clock.cpuSeconds();
      System.out.printf(
          "append %,d records of %,d bytes: %.1f CPU ns/sample, %.1f wall, %d syncs%n",
          records,
          payload.length,
          cpu * 1e9 / (records * SAMPLES),
          clock.wallSeconds() * 1e9 / (records * SAMPLES),
          log.stats().syncs());
    }
  }

  private static void replay(Path folder, int shards) {
    CpuClock clock = new CpuClock();
    Sum sum = new Sum(shards);
    try (WriteAheadLog log = WriteAheadLog.open(Disk.local(), folder, LogOptions.DEFAULT, sum)) {
      double gigabytes = log.recovery().bytes() / 1e9;
      System.out.printf(
          "replay to %d shards: %.2f GB/s, %.2f CPU s/GB (sum %d)%n",
          shards, gigabytes / clock.wallSeconds(), clock.cpuSeconds() / gigabytes, sum.lengths[0]);
    }
  }

  /** Adds the lengths of payloads up: what is measured is the log alone. */
  private static final class Sum implements RecordConsumer {
    private final long[] lengths;

    Sum(int shards) {
      lengths = new long[shards];
    }

    @Override
    public int shards() {
      return lengths.length;
    }

    @Override
    public void accept(int shard, LogRecord record) {
      lengths[shard] += record.length();
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
