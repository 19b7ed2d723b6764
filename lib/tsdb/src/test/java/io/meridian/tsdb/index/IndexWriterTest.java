package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.FaultyDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class IndexWriterTest {
  private static final Path FOLDER = Path.of("/blocks/one");
  private static final Path FILE = FOLDER.resolve("index");

  @RegisterExtension final Seed seed = new Seed();
  private final FaultyDisk disk = FaultyDisk.with(FOLDER);

  @Test
  void refusesSymbolsThatDoNotAscend() throws IOException {
    try (IndexWriter writer = writer("a", "b")) {
      assertThatThrownBy(() -> symbol(writer, "b"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("symbols must ascend, \"b\" comes after \"b\"");
    }
    try (IndexWriter writer = writer("\uD83E\uDD94")) {
      assertThatThrownBy(
              () -> symbol(writer, "\uFFFD")) // the order is that of UTF-8, not of UTF-16
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesSymbolsAfterTheFirstSeries() throws IOException {
    try (IndexWriter writer = writer("a", "b")) {
      series(writer, Labels.of("a", "b"));

      assertThatThrownBy(() -> symbol(writer, "c")).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void refusesStringsThatAreNoSymbols() throws IOException {
    try (IndexWriter writer = writer("a", "b")) {
      assertThatThrownBy(() -> series(writer, Labels.of("a", "c")))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("\"c\" was not added as a symbol");
    }
    try (IndexWriter writer = writer("a", "b")) {
      assertThatThrownBy(() -> writer.addSeries(new int[] {0, 2}, 1, new ChunkPlaces()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("symbol 2 was not added");
    }
  }

  @Test
  void refusesSeriesThatDoNotAscend() throws IOException {
    List<Labels> ascending =
        List.of(
            Labels.of("a", "b"),
            Labels.of("a", "b", "b", "a"),
            Labels.of("a", "b", "c", "a"),
            Labels.of("a", "c"),
            Labels.of("b", "a"));
    for (int i = 0; i < ascending.size(); i++) {
      for (int k = 0; k <= i; k++) {
        Labels first = ascending.get(i);
        Labels second = ascending.get(k);
        try (IndexWriter writer = writer("a", "b", "c")) {
          series(writer, first);
          assertThatThrownBy(() -> series(writer, second))
              .isInstanceOf(IllegalArgumentException.class)
              .hasMessage("series must ascend, " + second + " comes after " + first);
        }
      }
    }
  }

  @Test
  void refusesLabelsThatDoNotAscend() throws IOException {
    for (int[] refs : new int[][] {{1, 0, 0, 0}, {0, 0, 0, 1}}) {
      try (IndexWriter writer = writer("a", "b")) {
        assertThatThrownBy(() -> writer.addSeries(refs, 2, new ChunkPlaces()))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("do not ascend by their names");
      }
    }
  }

  @Test
  void refusesChunksThatOverlapOrRunBackwards() throws IOException {
    long[][] wrong = {{5, 4}, {1, 5, 5, 9}, {1, 5, 2, 3}};
    for (long[] times : wrong) {
      ChunkPlaces chunks = new ChunkPlaces();
      for (int i = 0; i < times.length; i += 2) {
        chunks.add(times[i], times[i + 1], 8);
      }
      byte[] packed = Labels.of("a", "b").packed();
      try (IndexWriter writer = writer("a", "b")) {
        assertThatThrownBy(() -> writer.addSeries(packed, 0, packed.length, chunks))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void leavesNothingBehindUnlessFinished() throws IOException {
    try (IndexWriter writer = writer("a", "b")) {
      series(writer, Labels.of("a", "b"));
    }

    assertThat(disk.list(FOLDER)).isEmpty();
  }

  @Test
  void leavesNothingBehindWhicheverCallFails() throws IOException {
    IndexModel model = IndexModel.random(seed.random(), 30);
    IndexModelTest.write(model, new IndexWriter(disk, FILE, 100, 1));
    byte[] expected = disk.bytes(FILE);
    int calls = disk.changes();
    assertThat(calls).isGreaterThan(20);
    for (int i = 0; i < calls; i++) {
      FaultyDisk failing = FaultyDisk.with(FOLDER);
      failing.failAfter(i);

      List<Throwable> thrown = new ArrayList<>();
      try {
        IndexModelTest.write(model, new IndexWriter(failing, FILE, 100, 1));
      } catch (IOException e) {
        thrown.add(e);
      }

      // Only the very last call, a scratch file's deletion, may fail with the index complete.
      if (thrown.isEmpty()) {
        assertThat(failing.bytes(FILE)).isEqualTo(expected);
      }
      assertThat(failing.list(FOLDER)).as("after call " + i).doesNotContain(FILE);
    }
  }

  @Test
  void saysWhenTheDiskIsFull() throws IOException {
    disk.fillUpAfter(1000);
    IndexModel model = IndexModel.random(seed.random(), 300);

    assertThatThrownBy(() -> IndexModelTest.write(model, new IndexWriter(disk, FILE)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no space left");

    assertThat(disk.list(FOLDER)).isEmpty();
  }

  @Test
  void survivesALossOfPowerOnceFinishedAndItsFolderSynced() throws IOException {
    IndexModel model = IndexModel.random(seed.random(), 50);
    IndexModelTest.write(model, new IndexWriter(disk, FILE));
    byte[] written = disk.bytes(FILE);
    disk.syncFolder(FOLDER);

    disk.losePower();

    assertThat(disk.bytes(FILE)).isEqualTo(written);
    assertThat(disk.list(FOLDER)).isEqualTo(Collections.singletonList(FILE));
  }

  private IndexWriter writer(String... symbols) throws IOException {
    IndexWriter writer = new IndexWriter(disk, FILE);
    for (String symbol : symbols) {
      symbol(writer, symbol);
    }
    return writer;
  }

  private static void symbol(IndexWriter writer, String text) {
    byte[] utf8 = IndexModel.utf8(text);
    writer.addSymbol(utf8, 0, utf8.length);
  }

  private static void series(IndexWriter writer, Labels labels) throws IOException {
    writer.addSeries(labels.packed(), 0, labels.packed().length, new ChunkPlaces());
  }
}
