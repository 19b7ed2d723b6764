package io.meridian.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.FilesystemBucket;
import io.meridian.bucket.MemoryBucket;
import io.meridian.bucket.Operation;
import io.meridian.bucket.layer.Faults;
import io.meridian.bucket.layer.FaultyBucket;
import io.meridian.bucket.layer.MeteredBucket;
import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.file.Disk;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A bucket that Thanos wrote, compacted and downsampled, and that somebody then damaged. */
final class GoldenBucketTest {
  private static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
  private static final Ulid MARKED = Ulid.parse("01M7YHNWRJ3Q9CWBG2TNSBAFD7");
  private static final Ulid PARTIAL = Ulid.parse("01KEBYC880K5MJD1PART1A0000");
  private static final Ulid FLIPPED = Ulid.parse("01KEBYC880K5MJD1BADX000001");
  private static final Ulid CUT = Ulid.parse("01KEBYC880K5MJD1CVTX000002");

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path scratch;

  private BucketView discover(Bucket bucket, String cache, DiscoveryRules rules) {
    return new BlockDiscovery(bucket, scratch.resolve(cache), rules, InstantSource.fixed(NOW))
        .discover();
  }

  @Test
  void discoversGoodBlocksAndTellsTheOthersApart() throws IOException {
    Path golden = Golden.assumePresent("golden/thanos/after");
    BucketView view = discover(FilesystemBucket.open(golden), "cache", DiscoveryRules.ALL);

    assertThat(view.leftOut().keySet()).containsExactlyInAnyOrder(MARKED, PARTIAL, FLIPPED, CUT);
    assertThat(view.leftOut().get(MARKED)).isInstanceOf(LeftOut.Deleted.class);
    assertThat(view.leftOut().get(PARTIAL)).isInstanceOf(LeftOut.Partial.class);
    assertThat(view.leftOut().get(FLIPPED))
        .isInstanceOfSatisfying(
            LeftOut.Damaged.class,
            damaged -> assertThat(damaged.finding()).contains("index").contains("checksum"));
    assertThat(view.leftOut().get(CUT))
        .isInstanceOfSatisfying(
            LeftOut.Damaged.class,
            damaged -> assertThat(damaged.finding()).contains("index has").contains("meta says"));
    assertThat(view.marks())
        .extracting(BlockMark::kind)
        .containsExactlyInAnyOrder(BlockMark.Kind.DELETION, BlockMark.Kind.NO_COMPACT);

    Set<Ulid> found = Set.copyOf(view.blocks().stream().map(KnownBlock::ulid).toList());
    try (Stream<Path> folders = Files.list(golden)) {
      assertThat(found).hasSize((int) folders.count() - 4);
    }
    try (Stream<String> lines =
        Files.lines(Golden.assumePresent("golden/thanos/inspect-after.csv"))) {
      List<Ulid> inspected =
          lines.skip(1).map(line -> Ulid.parse(line.substring(0, Ulid.LENGTH))).toList();
      assertThat(inspected).containsAll(found);
      assertThat(found.size()).isGreaterThanOrEqualTo(inspected.size() - 4);
    }
    Conformance.count("golden-bucket-blocks", found.size() + 4L);
  }

  @Test
  void keepsMarkedBlocksForTheirDelay() throws IOException {
    Bucket bucket = copyOf("golden/thanos/after");
    DiscoveryRules patient = DiscoveryRules.ALL.withDeletionDelay(Duration.ofDays(10_000));

    BucketView view = discover(bucket, "cache", patient);

    assertThat(view.block(MARKED)).isPresent();
    assertThat(view.mark(MARKED, BlockMark.Kind.DELETION)).isPresent();
  }

  @Test
  void fetchesEachMetaOnce() throws IOException {
    MeteredBucket metered = new MeteredBucket(copyOf("golden/thanos/after"));
    BlockDiscovery discovery =
        new BlockDiscovery(
            metered, scratch.resolve("cache"), DiscoveryRules.ALL, InstantSource.fixed(NOW));
    int found = discovery.discover().blocks().size();
    long metas = metered.stats(Operation.GET).calls();

    assertThat(discovery.discover().blocks()).hasSize(found);
    assertThat(metered.stats(Operation.GET).calls() - metas)
        .as("two marks and one damaged block")
        .isLessThanOrEqualTo(4);

    long again = metered.stats(Operation.GET).calls();
    long tails = metered.stats(Operation.GET_RANGE).calls();
    assertThat(discover(metered, "cache", DiscoveryRules.ALL).blocks()).hasSize(found);
    assertThat(metered.stats(Operation.GET).calls() - again).isLessThanOrEqualTo(4);
    assertThat(metered.stats(Operation.GET_RANGE).calls() - tails)
        .as("the damaged index, read again and again")
        .isLessThanOrEqualTo(26);
  }

  @Test
  void findsTheSameThroughFaults() throws IOException {
    Bucket bucket = copyOf("golden/thanos/after");
    BucketView expected = discover(bucket, "cache", DiscoveryRules.ALL);
    FaultyBucket faulty =
        new FaultyBucket(bucket, Faults.none(seed.random().nextLong()).withShares(0.1, 0.1, 0));

    BucketView view = discover(faulty, "other", DiscoveryRules.ALL);

    assertThat(view.blocks()).isEqualTo(expected.blocks());
    assertThat(view.leftOut().keySet()).isEqualTo(expected.leftOut().keySet());
    assertThat(faulty.failed() + faulty.cut()).isPositive();
  }

  @Test
  void readsTheBlocksAsTheirDumpsHaveThem() throws Exception {
    FilesystemBucket bucket = FilesystemBucket.open(Golden.assumePresent("golden/thanos/after"));
    Path dumps = Golden.assumePresent("golden/thanos/dump-after");
    TransferGauge gauge = new TransferGauge();
    HeaderStore headers = new HeaderStore(bucket, scratch.resolve("headers"), Disk.local(), gauge);
    BlockDiscovery discovery =
        new BlockDiscovery(
            bucket, scratch.resolve("cache"), DiscoveryRules.ALL, InstantSource.fixed(NOW));
    long chunks = 0;
    for (KnownBlock block : discovery.discover().blocks()) {
      try (LazyBlock lazy =
          LazyBlock.open(bucket, block, discovery.meta(block.ulid()), headers.open(block), gauge)) {
        chunks += compare(lazy, dumps.resolve(block.ulid() + ".jsonl.gz"));
      }
    }
    Conformance.count("golden-lazy-block-chunks", chunks);
  }

  private static long compare(LazyBlock lazy, Path dump) throws Exception {
    JsonMapper json = new JsonMapper();
    long chunks = 0;
    try (BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Files.newInputStream(dump)), StandardCharsets.UTF_8));
        ChunkSeriesCursor series = lazy.chunkSeries(List.of(), TimeRange.ALL)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        assertThat(series.next()).isTrue();
        JsonNode expected = json.readTree(line);
        assertThat(labels(series)).isEqualTo(labels(expected));
        assertThat(series.chunks()).isEqualTo(expected.path("chunks").size());
        for (int i = 0; i < series.chunks(); i++) {
          JsonNode chunk = expected.path("chunks").get(i);
          assertThat(series.chunkMinTime(i)).isEqualTo(chunk.path("mint").asLong());
          assertThat(series.chunkMaxTime(i)).isEqualTo(chunk.path("maxt").asLong());
          assertThat(digest(series.chunk(i))).isEqualTo(chunk.path("bytes_sha256").asString());
          chunks++;
        }
      }
      assertThat(series.next()).isFalse();
    }
    return chunks;
  }

  private static List<String> labels(ChunkSeriesCursor series) {
    List<String> labels = new ArrayList<>();
    Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo())
        .toMap()
        .forEach((name, value) -> labels.add(name + "=" + value));
    return labels;
  }

  private static List<String> labels(JsonNode expected) {
    List<String> labels = new ArrayList<>();
    expected
        .path("labels")
        .properties()
        .forEach(each -> labels.add(each.getKey() + "=" + each.getValue().asString()));
    return labels;
  }

  private static String digest(ChunkBytes chunk) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(chunk.data(), chunk.from(), chunk.to() - chunk.from());
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void answersSelectionsThroughFaultsAsTheEagerReaderDoes() throws IOException {
    Path golden = Golden.assumePresent("golden/thanos/after");
    Bucket bucket = copyOf("golden/thanos/after");
    FaultyBucket faulty =
        new FaultyBucket(bucket, Faults.none(seed.random().nextLong()).withShares(0.1, 0.1, 0.1));
    TransferGauge gauge = new TransferGauge();
    HeaderStore headers = new HeaderStore(faulty, scratch.resolve("headers"), Disk.local(), gauge);
    BlockDiscovery discovery =
        new BlockDiscovery(
            bucket, scratch.resolve("cache"), DiscoveryRules.ALL, InstantSource.fixed(NOW));
    SelectionSamples selections = new SelectionSamples(seed.random());
    long compared = 0;
    for (KnownBlock block : discovery.discover().blocks()) {
      try (BlockReader eager = BlockReader.open(golden.resolve(block.ulid().toString()));
          LazyBlock lazy =
              LazyBlock.open(
                  faulty, block, discovery.meta(block.ulid()), headers.open(block), gauge)) {
        compared += selections.compare(eager, lazy, 6);
      }
    }

    assertThat(compared).isPositive();
    assertThat(faulty.failed()).isPositive();
    assertThat(faulty.cut()).isPositive();
    assertThat(faulty.corrupted()).isPositive();
  }

  /** The objects of a folder in memory. */
  private static Bucket copyOf(String path) throws IOException {
    Path folder = Golden.assumePresent(path);
    MemoryBucket bucket = new MemoryBucket("golden", InstantSource.system());
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bucket.put(folder.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bucket;
  }
}
