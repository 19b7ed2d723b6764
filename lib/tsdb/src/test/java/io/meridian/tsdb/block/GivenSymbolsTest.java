package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.Labels;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.head.SeriesText;
import io.meridian.tsdb.index.IndexSymbols;
import io.meridian.tsdb.index.SymbolText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks of series that come by symbols. */
class GivenSymbolsTest {
  private static final BlockWriter.Options OPTIONS = BlockWriter.Options.DEFAULT;

  @TempDir Path folder;

  private final Ulid ulid = new UlidSource(InstantSource.system(), new SplittableRandom(1)).next();

  private record Texts(List<String> texts) implements IndexSymbols {
    @Override
    public int count() {
      return texts.size();
    }

    @Override
    public void read(int symbol, SymbolText into) {
      byte[] utf8 = texts.get(symbol).getBytes(StandardCharsets.UTF_8);
      into.set(utf8, 0, utf8.length);
    }
  }

  private BlockWriter writer(String... symbols) {
    return BlockWriter.create(Disk.local(), folder, ulid, OPTIONS, new Texts(List.of(symbols)));
  }

  private static void addChunk(BlockWriter writer, long time, double value) {
    XorEncoder encoder = new XorEncoder();
    encoder.append(time, value);
    writer.addChunk(ChunkEncoding.XOR, time, time, 1, encoder.bytes(), 0, encoder.length());
  }

  private BlockMeta finish(BlockWriter writer) {
    Compaction compaction = new Compaction(1, List.of(ulid), false, List.of(), false, List.of());
    return writer.finish(
        new BlockMeta(ulid, 0, 100, BlockStats.EMPTY, compaction, Optional.empty(), Map.of()));
  }

  @Test
  void areTheLabelsThatAreRead() {
    try (BlockWriter writer = writer("", "a", "b", "c")) {
      writer.addSeries(new int[] {1, 2, 9, 9}, 1);
      addChunk(writer, 1, 1);
      writer.addSeries(new int[] {1, 2, 2, 3}, 2);
      writer.addSeries(new int[] {2, 1}, 1);
      addChunk(writer, 2, 2);
      assertThat(finish(writer).stats().series()).isEqualTo(2);
    }
    try (BlockReader block = BlockReader.open(folder.resolve(ulid.toString()))) {
      assertThat(SeriesText.of(block))
          .isEqualTo(
              Map.of(
                  Labels.of("a", "b"), List.of("1 3ff0000000000000"),
                  Labels.of("b", "a"), List.of("2 4000000000000000")));
    }
  }

  @Test
  void mustAscend() {
    try (BlockWriter writer = writer("a", "c", "b")) {
      writer.addSeries(new int[] {0, 1}, 1);
      addChunk(writer, 1, 1);
      assertThatThrownBy(() -> finish(writer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("symbols must ascend, \"b\" comes after \"c\"");
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void areAllThatThereAre() {
    byte[] text = {'d'};
    try (BlockWriter writer = writer("a", "b")) {
      assertThatThrownBy(() -> writer.addSymbol(text, 0, 1))
          .isInstanceOf(IllegalStateException.class);
      writer.addSeries(new int[] {0, 2}, 1);
      addChunk(writer, 1, 1);
      assertThatThrownBy(() -> finish(writer))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("symbol 2 was not added");
    }
    try (BlockWriter writer = BlockWriter.create(Disk.local(), folder, ulid, OPTIONS)) {
      assertThatThrownBy(() -> writer.addSeries(new int[] {0, 1}, 1))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(folder).isEmptyDirectory();
  }
}
