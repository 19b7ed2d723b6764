package io.meridian.bench;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.blocks.HeaderStore;
import io.meridian.blocks.KnownBlock;
import io.meridian.blocks.LazyBlock;
import io.meridian.blocks.TransferGauge;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.layer.CachedBucket;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.HeapPages;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Selects series of a block of D in a bucket behind a latency: {@code lazy-select [series]
 * [samples] [latency in ms]}. Every selection begins with an empty cache and a known sparse header.
 */
final class LazySelectRun {
  private final FaultyBucket far;
  private final Path scratch;

  private LazySelectRun(FaultyBucket far, Path scratch) {
    this.far = far;
    this.scratch = scratch;
  }

  static void main(String[] args) throws IOException {
    int series = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int samples = args.length > 1 ? Integer.parseInt(args[1]) : 120;
    int latency = args.length > 2 ? Integer.parseInt(args[2]) : 30;
    Path folder = Files.createTempDirectory("lazy-select");
    try {
      BlockWriteRun.write(series, samples, folder.resolve("bucket"));
      FaultyBucket far =
          new FaultyBucket(
              FilesystemBucket.open(folder.resolve("bucket")),
              Faults.none(1).withLatency(Duration.ofMillis(latency), Duration.ZERO));
      LazySelectRun run = new LazySelectRun(far, folder);
      for (int i = 0; i < 3; i++) {
        run.select("__name__=m", List.of(Matcher.equal("__name__", "bench_metric_000")));
        run.select(
            "__name__=m, pod=~service-1.*",
            List.of(
                Matcher.equal("__name__", "bench_metric_000"),
                Matcher.of(MatchType.REGEX, "pod", "service-1.*")));
        run.select(
            "__name__=m, namespace=n",
            List.of(Matcher.equal("__name__", "wide_a"), Matcher.equal("namespace", "team-11")));
      }
    } finally {
      BlockWriteRun.delete(folder);
    }
  }

  private void select(String what, List<Matcher> matchers) {
    TimedBucket timed = new TimedBucket(far);
    TransferGauge gauge = new TransferGauge();
    CachedBucket cached =
        new CachedBucket(gauge.measured(timed), new HeapPages(1L << 30), _ -> true);
    BlockDiscovery discovery =
        new BlockDiscovery(
            cached, scratch.resolve("cache"), DiscoveryRules.ALL, InstantSource.system());
    KnownBlock block = discovery.discover().blocks().getFirst();
    HeaderStore headers = new HeaderStore(cached, scratch.resolve("headers"), Disk.local(), gauge);
    try (LazyBlock lazy =
        LazyBlock.open(cached, block, discovery.meta(block.ulid()), headers.open(block), gauge)) {
      timed.reset();
      measure(what, matchers, lazy, timed);
    }
  }

  private static void measure(
      String what, List<Matcher> matchers, LazyBlock lazy, TimedBucket timed) {
    CpuClock clock = new CpuClock();
    int toFirst = 0;
    double firstWall = 0;
    long series = 0;
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor =
        lazy.select(matchers, SelectHints.of(TimeRange.ALL), QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            samples.clear();
            batch.readSamples(i, samples);
            if (series++ == 0) {
              toFirst = timed.dependent();
              firstWall = clock.wallSeconds();
            }
          }
        }
      }
    }
    System.out.printf(
        "%-30s %,6d series: %d dependent reads and %.0f ms to the first sample; in all %d dependent,"
            + " %d GETs, %,d KiB, %.0f ms wall, %.0f CPU ms%n",
        what,
        series,
        toFirst,
        firstWall * 1e3,
        timed.dependent(),
        timed.count(),
        timed.bytes() / 1024,
        clock.wallSeconds() * 1e3,
        clock.cpuSeconds() * 1e3);
  }
}
