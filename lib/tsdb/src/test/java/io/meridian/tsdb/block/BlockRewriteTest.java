package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.index.SymbolCursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of Prometheus and Thanos, copied through reader and writer. */
class BlockRewriteTest {
  @TempDir Path folder;
  private int identical;

  @Test
  void everyGoldenBlockComesOutByteForByte() throws IOException {
    int blocks = 0;
    for (GoldenBlock golden : GoldenBlock.all()) {
      Path parent = folder.resolve("block-" + blocks++);
      boolean symbolsFirst = blocks % 3 == 0;
      BlockMeta written = rewrite(golden.folder(), parent, symbolsFirst);
      assertSame(golden.folder(), parent.resolve(written.ulid().toString()), written);
    }
    // Blocks of out-of-order samples have symbols that no series uses: only who copies them gets
    // equal bytes.
    assertThat(identical).isBetween(blocks * 9 / 10, blocks);
    Conformance.count("golden-blocks-rewritten", identical);
  }

  private static int symbols(Path block) {
    try (BlockReader reader = BlockReader.open(block)) {
      return reader.index().symbols().count();
    }
  }

  static BlockMeta rewrite(Path block, Path parent, boolean symbolsFirst) {
    try (BlockReader reader = BlockReader.open(block);
        BlockWriter writer =
            BlockWriter.create(
                Disk.local(), parent, reader.meta().ulid(), BlockWriter.Options.DEFAULT)) {
      if (symbolsFirst) {
        SymbolCursor symbol = reader.index().symbols().cursor();
        while (symbol.next()) {
          writer.addSymbol(symbol.bytes(), 0, symbol.length());
        }
      }
      copy(reader, writer);
      return writer.finish(reader.meta());
    }
  }

  private static void copy(BlockReader reader, BlockWriter writer) {
    ChunkDecoder decoder = new ChunkDecoder();
    try (ChunkSeriesCursor series = reader.chunkSeries(List.of(), TimeRange.ALL)) {
      while (series.next()) {
        writer.addSeries(series.labelBytes(), series.labelsFrom(), series.labelsTo());
        for (int i = 0; i < series.chunks(); i++) {
          ChunkBytes chunk = series.chunk(i);
          writer.addChunk(
              chunk.encoding(),
              series.chunkMinTime(i),
              series.chunkMaxTime(i),
              decoder.count(chunk.encoding(), chunk.data(), chunk.from(), chunk.to()),
              chunk.data(),
              chunk.from(),
              chunk.to());
        }
      }
    }
  }

  private void assertSame(Path original, Path rewritten, BlockMeta written) throws IOException {
    if (symbols(rewritten) == symbols(original)) {
      assertThat(rewritten.resolve("index")).hasSameBinaryContentAs(original.resolve("index"));
      identical++;
    }
    assertThat(rewritten.resolve("chunks/000001"))
        .hasSameBinaryContentAs(original.resolve("chunks/000001"));
    List<String> names = new ArrayList<>();
    for (Path file : Disk.local().list(rewritten)) {
      names.add(file.getFileName().toString());
    }
    assertThat(names)
        .containsExactly("cardinality.json", "chunks", "index", "index.header", "meta.json");
    BlockMeta expected = new BlockFolder(original).meta();
    BlockStats stats = expected.stats();
    assertThat(written.stats().samples()).isEqualTo(stats.samples());
    assertThat(written.stats().series()).isEqualTo(stats.series());
    assertThat(written.stats().chunks()).isEqualTo(stats.chunks());
    if (expected.resolution() == 0) {
      assertThat(written.stats().floatSamples()).isEqualTo(stats.floatSamples());
      assertThat(written.stats().histogramSamples()).isEqualTo(stats.histogramSamples());
    }
    expected.thanos().ifPresent(thanos -> assertSameThanos(thanos, written.thanos().orElseThrow()));
    assertThat(Files.readAllBytes(rewritten.resolve("meta.json"))).isEqualTo(written.write());
  }

  /** Thanos makes its sizes of distances between entries and leaves the last ones out. */
  private static void assertSameThanos(ThanosMeta expected, ThanosMeta written) {
    assertThat(written.files()).isEqualTo(expected.files());
    assertThat(written.segmentFiles()).isEqualTo(expected.segmentFiles());
    assertThat(written.indexStats().seriesMaxSize())
        .isGreaterThanOrEqualTo(expected.indexStats().seriesMaxSize());
    assertThat(written.indexStats().chunkMaxSize())
        .isGreaterThanOrEqualTo(expected.indexStats().chunkMaxSize());
  }
}
