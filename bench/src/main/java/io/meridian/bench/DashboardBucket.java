package io.meridian.bench;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Two replicas' blocks of some days at 30 s: 48 hours each, and two hours each where less than that
 * is left. Ten counters, each of a tenth of the series: 50 jobs, a pod of its own for every series.
 */
final class DashboardBucket {
  static final int METRICS = 10;
  static final long END = 1_768_348_800_000L;

  private static final long STEP = 30_000;
  private static final long HOURS_2 = 7_200_000;
  private static final long DAYS_2 = 172_800_000;
  private static final int CHUNK = 120;
  private static final int MOST_ADDED = 100;

  private final Path folder;
  private final Labels[] series;
  private final UlidSource names =
      new UlidSource(InstantSource.fixed(Instant.ofEpochMilli(END)), new SplittableRandom(1));

  private DashboardBucket(Path folder, int series) {
    this.folder = folder;
    this.series =
        IntStream.range(0, series)
            .mapToObj(DashboardBucket::labels)
            .sorted()
            .toArray(Labels[]::new);
  }

  private static Labels labels(int series) {
    int inMetric = series / METRICS;
    return Labels.of(
        "__name__", "requests_" + series % METRICS + "_total",
        "instance", "10.0.%d.%d:8080".formatted(inMetric / 250, inMetric % 250),
        "job", "job-" + inMetric % 50,
        "namespace", "team-" + inMetric % 40,
        "pod", "service-%d-%08x-abcde".formatted(inMetric % 200, inMetric * 0x9e3779b9));
  }

  /** Writes all blocks; returns how many there are. */
  static int write(Path folder, int series, int days) {
    DashboardBucket bucket = new DashboardBucket(folder, series);
    int blocks = 0;
    for (String replica : List.of("a", "b")) {
      long at = END - days * 86_400_000L;
      while (at < END) {
        long length = END - at >= DAYS_2 ? DAYS_2 : HOURS_2;
        bucket.block(replica, at, at + length);
        at += length;
        blocks++;
      }
    }
    return blocks;
  }

  private void block(String replica, long from, long to) {
    Ulid ulid = names.next();
    Labels external = Labels.of("cluster", "eu-1", "replica", replica, "tenant_id", "team");
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT)) {
      for (Labels each : series) {
        writer.addSeries(each.packed(), 0, each.packed().length);
        chunks(writer, each.hashCode(), from + (replica.equals("b") ? 7_000 : 0), to);
      }
      writer.finish(
          new BlockMeta(
              ulid,
              from,
              to,
              BlockStats.EMPTY,
              Compaction.first(ulid),
              Optional.of(ThanosMeta.of(external, 0, ThanosMeta.SOURCE_COMPACTOR)),
              Map.of()));
    }
  }

  private static void chunks(BlockWriter writer, int seed, long from, long to) {
    SplittableRandom random = new SplittableRandom(seed + from);
    XorEncoder encoder = new XorEncoder();
    double value = from / 1_000.0;
    for (long at = from; at < to; ) {
      encoder.reset();
      int count = 0;
      long last = at;
      for (; count < CHUNK && at < to; at += STEP, count++) {
        value += random.nextInt(MOST_ADDED);
        encoder.append(at, value);
        last = at;
      }
      long first = last - (count - 1) * STEP;
      byte[] bytes = Arrays.copyOf(encoder.bytes(), encoder.length());
      writer.addChunk(ChunkEncoding.XOR, first, last, count, bytes, 0, bytes.length);
    }
  }
}
