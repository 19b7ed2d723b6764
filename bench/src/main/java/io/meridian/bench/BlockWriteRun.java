package io.meridian.bench;

import io.meridian.model.Labels;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/**
 * Writes a block of data set D and says what it cost: {@code block-write [series] [samples]
 * [folder]}. Samples are encoded on the way; what making them costs is measured apart and taken
 * off. With a folder the block stays there, and nothing is measured.
 */
final class BlockWriteRun {
  /** The time of the first samples, Unix milliseconds. */
  static final long START = 1_767_571_200_000L;

  private final DataSetD data;
  private final int samples;
  private final Labels[] labels;
  private final Integer[] order;
  private final long[] times;
  private final double[] values;

  private BlockWriteRun(int series, int samples) {
    data = new DataSetD(series, 1);
    this.samples = samples;
    labels = Stream.iterate(0, i -> i + 1).limit(series).map(data::labels).toArray(Labels[]::new);
    order = data.inLabelOrder(labels);
    times = new long[samples];
    values = new double[samples];
  }

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int samples = args.length > 1 ? Integer.parseInt(args[1]) : 120;
    if (args.length > 2) {
      write(series, samples, Path.of(args[2]));
      return;
    }
    BlockWriteRun run = new BlockWriteRun(series, samples);
    for (int i = 0; i < 3; i++) {
      Path folder = Files.createTempDirectory("block-write");
      try {
        run.once(folder);
      } finally {
        delete(folder);
      }
    }
  }

  private void once(Path folder) throws IOException {
    CpuClock making = new CpuClock();
    double sum = 0;
    for (int series : order) {
      data.samples(series, START, samples, times, values);
      sum += values[samples - 1];
    }
    double made = making.cpuSeconds();
    CpuClock clock = new CpuClock();
    BlockMeta meta = write(folder);
    double cpu = clock.cpuSeconds() - made;
    long bytes = size(folder);
    long count = meta.stats().samples();
    System.out.printf(
        "%,d series x %d samples: %.2f CPU s, %.0f ns/sample, %.1f s wall with making the data"
            + " (%.2f CPU s, sum %.0f); %.2f bytes/sample in all%n",
        data.series(),
        samples,
        cpu,
        cpu * 1e9 / count,
        clock.wallSeconds(),
        made,
        sum,
        (double) bytes / count);
  }

  private BlockMeta write(Path folder) {
    Ulid ulid = new UlidSource(InstantSource.system(), new SplittableRandom(1)).next();
    XorEncoder encoder = new XorEncoder();
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT)) {
      for (int series : order) {
        data.samples(series, START, samples, times, values);
        byte[] packed = labels[series].packed();
        writer.addSeries(packed, 0, packed.length);
        for (int from = 0; from < samples; from += ChunkStore.CHUNK_SAMPLES) {
          addChunk(encoder, from, Math.min(samples, from + ChunkStore.CHUNK_SAMPLES), writer);
        }
      }
      long end = START + (samples + 1) * DataSetD.INTERVAL;
      return writer.finish(
          new BlockMeta(
              ulid,
              START,
              end,
              BlockStats.EMPTY,
              Compaction.first(ulid),
              Optional.empty(),
              Map.of()));
    }
  }

  private void addChunk(XorEncoder encoder, int from, int to, BlockWriter writer) {
    encoder.reset();
    for (int i = from; i < to; i++) {
      encoder.append(times[i], values[i]);
    }
    writer.addChunk(
        ChunkEncoding.XOR,
        times[from],
        times[to - 1],
        to - from,
        encoder.bytes(),
        0,
        encoder.length());
  }

  private static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  /** Writes a block into a folder, which is made. */
  static void write(int series, int samples, Path folder) throws IOException {
    Files.createDirectories(folder);
    new BlockWriteRun(series, samples).write(folder);
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
