package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds merging against what Prometheus' and Thanos' compactors made of the same blocks. */
class GoldenMergeTest {
  private static final Ulid MADE = Ulid.parse("01KE5Y3X80MADE000000000000");

  /** Cases with different samples at one instant, for which the real program has no rule. */
  private static final List<String> NO_RULE =
      List.of(
          "other values",
          "other schema",
          "same times",
          "shifted times",
          "stale markers against values");

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"input, compacted", "out-of-order, out-of-order-compacted"})
  void equalsWhatPrometheusCompacts(String from, String to) {
    Path golden = Golden.assumePresent("golden/overlap");
    ThanosBuckets inputs = ThanosBuckets.open(golden.resolve(from));
    ThanosBuckets outputs = ThanosBuckets.open(golden.resolve(to));
    BlockMeta expected = outputs.blocks().getFirst();
    List<BlockMeta> sources =
        inputs.blocks().stream()
            .filter(meta -> expected.compaction().sources().contains(meta.ulid()))
            .toList();

    BlockMeta made = merge(inputs, sources, PieceMerge.union(), Optional.empty());

    assertThat(made.compaction().level()).isEqualTo(expected.compaction().level());
    assertThat(made.compaction().sources()).isEqualTo(expected.compaction().sources());
    assertThat(made.compaction().parents())
        .containsExactlyInAnyOrderElementsOf(expected.compaction().parents());
    assertThat(made.range()).isEqualTo(expected.range());
    try (BlockReader ours = open();
        BlockReader theirs = outputs.read(expected)) {
      long chunks = compare(ours, theirs);
      assertThat(chunks).isPositive();
      Conformance.count("golden-merged-chunks", chunks);
    }
  }

  /** Offline deduplication: 1:1 (chain) takes the union, penalty folds piece by piece. */
  @ParameterizedTest
  @CsvSource({"chain", "penalty"})
  void equalsWhatThanosCompacts(String bucket) {
    Path golden = Golden.assumePresent("golden/thanos");
    ThanosBuckets inputs = ThanosBuckets.open(golden.resolve("before"));
    ThanosBuckets outputs = ThanosBuckets.open(golden.resolve(bucket));
    PieceMerge merge =
        bucket.equals("chain")
            ? PieceMerge.union()
            : PieceMerge.replicas(ReplicaDedup.Algorithm.PENALTY_BY_PIECE);
    long chunks = 0;
    int number = 0;
    for (BlockMeta expected : outputs.ofResolution(0)) {
      if (expected.compaction().level() == 1) {
        continue;
      }
      List<BlockMeta> sources =
          inputs.blocks().stream()
              .filter(meta -> expected.compaction().sources().contains(meta.ulid()))
              .toList();
      folderNumber = ++number;
      merge(inputs, sources, merge, expected.thanos());
      try (BlockReader ours = open();
          BlockReader theirs = outputs.read(expected)) {
        chunks += compare(ours, theirs);
      }
    }
    assertThat(chunks).isPositive();
    Conformance.count("golden-merged-chunks", chunks);
  }

  @Test
  void passesChunksOnThatDoNotOverlap() {
    Path golden = Golden.assumePresent("golden");
    ThanosBuckets xor = ThanosBuckets.open(golden.resolve("xor"));

    merge(xor, xor.blocks(), PieceMerge.union(), Optional.empty());

    try (BlockReader ours = open();
        BlockReader theirs = xor.read(xor.blocks().getFirst())) {
      assertThat(compare(ours, theirs)).isPositive();
    }
  }

  @Test
  void leavesOutWhatIsDeleted() {
    Path golden = Golden.assumePresent("golden/tombstones");
    ThanosBuckets bucket = ThanosBuckets.open(golden);
    Dump visible = Dump.read(golden.resolve("dump-visible.jsonl.gz"));

    merge(bucket, bucket.blocks(), PieceMerge.union(), Optional.empty());

    try (BlockReader ours = open()) {
      ChunkSeriesCursor made = ours.chunkSeries(List.of(), TimeRange.ALL);
      for (Dump.Series expected : visible.series()) {
        assertThat(made.next()).isTrue();
        assertThat(labels(made)).isEqualTo(expected.labels());
        assertThat(Columns.of(samples(made))).isEqualTo(Columns.of(expected.samples()));
      }
      assertThat(made.next()).isFalse();
    }
  }

  @Test
  void transcodesStartTimestampsAway() {
    Path golden = Golden.assumePresent("golden");
    ThanosBuckets xor2 = ThanosBuckets.open(golden.resolve("xor2"));

    BlockMeta made = merge(xor2, xor2.blocks(), PieceMerge.union(), Optional.empty());

    assertThat(made.stats().samples()).isEqualTo(xor2.blocks().getFirst().stats().samples());
    try (BlockReader ours = open()) {
      ChunkSeriesCursor series = ours.chunkSeries(List.of(), TimeRange.ALL);
      while (series.next()) {
        for (int i = 0; i < series.chunks(); i++) {
          assertThat(series.chunkEncoding(i).hasStartTimes()).isFalse();
        }
      }
    }
  }

  private int folderNumber;

  private Path made() {
    return folder.resolve("made" + folderNumber);
  }

  private BlockReader open() {
    return BlockReader.open(made().resolve(MADE.toString()));
  }

  private BlockMeta merge(
      ThanosBuckets bucket, List<BlockMeta> metas, PieceMerge merge, Optional<ThanosMeta> thanos) {
    List<BlockReader> blocks = new ArrayList<>();
    made().toFile().mkdirs();
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), made(), MADE, BlockWriter.Options.DEFAULT)) {
      metas.forEach(meta -> blocks.add(bucket.read(meta)));
      return new BlockMerger(merge, ChunkFormat.COMPATIBLE).merge(blocks, MADE, thanos, writer);
    } finally {
      blocks.forEach(BlockReader::close);
    }
  }

  private static long compare(BlockReader ours, BlockReader theirs) {
    ChunkSeriesCursor made = ours.chunkSeries(List.of(), TimeRange.ALL);
    ChunkSeriesCursor expected = theirs.chunkSeries(List.of(), TimeRange.ALL);
    long chunks = 0;
    while (expected.next()) {
      assertThat(made.next()).isTrue();
      Labels labels = labels(expected);
      assertThat(labels(made)).isEqualTo(labels);
      if (NO_RULE.stream().anyMatch(labels.toString()::contains)) {
        assertThat(times(samples(made))).as("%s", labels).isEqualTo(times(samples(expected)));
        continue;
      }
      List<String> madeChunks = chunks(made);
      assertThat(madeChunks).as("%s", labels).isEqualTo(chunks(expected));
      chunks += madeChunks.size();
    }
    assertThat(made.next()).isFalse();
    return chunks;
  }

  private static List<Long> times(SampleBuffer samples) {
    List<Long> times = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      times.add(samples.time(i));
    }
    return times.stream().sorted(Comparator.naturalOrder()).toList();
  }

  private static Labels labels(ChunkSeriesCursor series) {
    return Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo());
  }

  private static List<String> chunks(ChunkSeriesCursor series) {
    List<String> chunks = new ArrayList<>();
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      chunks.add(
          "%s %d to %d: %s"
              .formatted(
                  chunk.encoding(),
                  series.chunkMinTime(i),
                  series.chunkMaxTime(i),
                  HexFormat.of().formatHex(chunk.data(), chunk.from(), chunk.to())));
    }
    return chunks;
  }

  private static SampleBuffer samples(ChunkSeriesCursor series) {
    ChunkDecoder decoder = new ChunkDecoder();
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
    }
    return samples;
  }
}
