package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.Labels;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockStats;
import io.meridian.tsdb.block.BlockVerifier;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.Compaction;
import io.meridian.tsdb.block.ThanosMeta;
import io.meridian.tsdb.block.Ulid;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds downsampled blocks against those that Thanos' compactor made, byte for byte. */
class BlockDownsamplerTest {
  private static final Ulid RAW = new Ulid(1, 1);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"after", "penalty", "chain"})
  void equalsThanosByteForByte(String bucket) {
    ThanosBuckets blocks =
        ThanosBuckets.open(Golden.assumePresent("golden/thanos").resolve(bucket));
    long chunks = 0;
    for (BlockMeta coarse : blocks.ofResolution(BlockDownsampler.FIVE_MINUTES)) {
      chunks += compare(blocks, blocks.sameData(coarse, 0).orElseThrow(), coarse);
    }
    for (BlockMeta coarse : blocks.ofResolution(BlockDownsampler.ONE_HOUR)) {
      BlockMeta fine = blocks.sameData(coarse, BlockDownsampler.FIVE_MINUTES).orElseThrow();
      chunks += compare(blocks, fine, coarse);
    }

    assertThat(chunks).isPositive();
    Conformance.count("golden-downsampled-chunks", chunks);
  }

  private long compare(ThanosBuckets blocks, BlockMeta fine, BlockMeta coarse) {
    BlockMeta made = downsample(blocks.folder(fine), coarse.resolution(), coarse.ulid());

    Path ours = folder.resolve(coarse.ulid().toString());
    Path theirs = blocks.folder(coarse);
    assertThat(ours.resolve("index")).hasSameBinaryContentAs(theirs.resolve("index"));
    assertThat(ours.resolve("chunks/000001"))
        .hasSameBinaryContentAs(theirs.resolve("chunks/000001"));
    assertThat(BlockVerifier.verify(ours)).isEmpty();
    assertSame(made, coarse);
    return made.stats().chunks();
  }

  /**
   * Thanos leaves the raw block's counts of floats and histograms standing, and its sizes differ.
   */
  private static void assertSame(BlockMeta made, BlockMeta coarse) {
    assertThat(made.minTime()).isEqualTo(coarse.minTime());
    assertThat(made.maxTime()).isEqualTo(coarse.maxTime());
    assertThat(made.compaction()).isEqualTo(coarse.compaction());
    assertThat(made.stats().samples()).isEqualTo(coarse.stats().samples());
    assertThat(made.stats().series()).isEqualTo(coarse.stats().series());
    assertThat(made.stats().chunks()).isEqualTo(coarse.stats().chunks());
    ThanosMeta ours = made.thanos().orElseThrow();
    ThanosMeta theirs = coarse.thanos().orElseThrow();
    assertThat(ours.labels()).isEqualTo(theirs.labels());
    assertThat(ours.resolution()).isEqualTo(theirs.resolution());
    assertThat(ours.source()).isEqualTo(theirs.source());
    assertThat(ours.files()).isEqualTo(theirs.files());
    assertThat(ours.segmentFiles()).isEqualTo(theirs.segmentFiles());
  }

  @Test
  void leavesOutSeriesWithoutANumber() {
    XorEncoder numbers = new XorEncoder();
    XorEncoder none = new XorEncoder();
    for (int i = 0; i < 100; i++) {
      numbers.append(15_000L * i, i);
      none.append(15_000L * i, i % 2 == 0 ? StaleMarker.VALUE : Double.NaN);
    }
    writeRaw(Map.of("a", numbers, "b", none));

    BlockMeta made =
        downsample(folder.resolve(RAW.toString()), BlockDownsampler.FIVE_MINUTES, new Ulid(1, 2));

    assertThat(made.stats()).isEqualTo(new BlockStats(5, 0, 0, 1, 1, 0));
    assertThat(made.thanos().orElseThrow().resolution()).isEqualTo(300_000);
  }

  @Test
  void refusesABlockThatIsNotFiner() {
    writeRaw(Map.of());
    Path raw = folder.resolve(RAW.toString());
    Ulid five = new Ulid(1, 2);
    downsample(raw, BlockDownsampler.FIVE_MINUTES, five);

    for (long resolution : new long[] {300_000, 60_000, 450_000}) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> downsample(folder.resolve(five.toString()), resolution, new Ulid(1, 3)))
          .withMessageContaining("of resolution 300000 ms cannot become one of " + resolution);
    }
    assertThat(folder.resolve(new Ulid(1, 3).toString())).doesNotExist();
  }

  private BlockMeta downsample(Path block, long resolution, Ulid ulid) {
    try (BlockReader reader = BlockReader.open(block);
        BlockWriter writer =
            BlockWriter.create(Disk.local(), folder, ulid, BlockWriter.Options.DEFAULT)) {
      return new BlockDownsampler(resolution).downsample(reader, ulid, writer);
    }
  }

  private void writeRaw(Map<String, XorEncoder> chunks) {
    try (BlockWriter writer =
        BlockWriter.create(Disk.local(), folder, RAW, BlockWriter.Options.DEFAULT)) {
      chunks.entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(chunk -> {
            byte[] labels = Labels.of(Map.of("__name__", chunk.getKey())).packed();
            writer.addSeries(labels, 0, labels.length);
            XorEncoder data = chunk.getValue();
            writer.addChunk(ChunkEncoding.XOR, 0, 1_485_000, 100, data.bytes(), 0, data.length());
          });
      writer.finish(
          new BlockMeta(
              RAW,
              0,
              7_200_000,
              BlockStats.EMPTY,
              Compaction.first(RAW),
              Optional.of(ThanosMeta.of(Labels.EMPTY, 0, ThanosMeta.SOURCE_RECEIVE)),
              Map.of()));
    }
  }
}
