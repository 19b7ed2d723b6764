package io.meridian.bench;

import io.meridian.blocks.BlockDiscovery;
import io.meridian.blocks.BucketView;
import io.meridian.blocks.DiscoveryRules;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds out what blocks a bucket has, from nothing, with known metas on disk, and again by the same
 * process: {@code discovery [blocks] [latency in ms]}.
 */
final class DiscoveryRun {
  private DiscoveryRun() {}

  static void main(String[] args) throws IOException {
    int blocks = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
    int latency = args.length > 1 ? Integer.parseInt(args[1]) : 30;
    FaultyBucket far =
        new FaultyBucket(
            new SyntheticBucket(blocks),
            Faults.none(1).withLatency(Duration.ofMillis(latency), Duration.ZERO));
    for (int i = 0; i < 3; i++) {
      Path cache = Files.createTempDirectory("discovery");
      try {
        measure("from nothing", far, cache);
        BlockDiscovery discovery = measure("known metas", far, cache);
        measure("again", far, discovery);
      } finally {
        delete(cache);
      }
    }
  }

  private static BlockDiscovery measure(String what, Bucket bucket, Path cache) {
    MeteredBucket metered = new MeteredBucket(bucket);
    long before = usedHeap();
    CpuClock clock = new CpuClock();
    BlockDiscovery discovery =
        new BlockDiscovery(metered, cache, DiscoveryRules.ALL, InstantSource.system());
    print(what, discovery.discover(), clock, metered, before);
    return discovery;
  }

  private static void measure(String what, Bucket bucket, BlockDiscovery discovery) {
    long before = usedHeap();
    CpuClock clock = new CpuClock();
    print(what, discovery.discover(), clock, new MeteredBucket(bucket), before);
  }

  private static void print(
      String what, BucketView view, CpuClock clock, MeteredBucket metered, long before) {
    double wall = clock.wallSeconds();
    double cpu = clock.cpuSeconds();
    int blocks = view.blocks().size();
    System.out.printf(
        "%-12s %,7d blocks: %.2f s wall, %.2f CPU s; requests: %d list, %d get, %d range;"
            + " %d bytes of heap a block%n",
        what,
        blocks,
        wall,
        cpu,
        metered.stats(Operation.LIST).calls(),
        metered.stats(Operation.GET).calls(),
        metered.stats(Operation.GET_RANGE).calls(),
        (usedHeap() - before) / Math.max(1, blocks));
    if (!view.leftOut().isEmpty()) {
      throw new IllegalStateException(
          "left out: " + List.copyOf(view.leftOut().values()).getFirst());
    }
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
