package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.file.RecordedRanges;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random series: the writer writes what the format's description says, and every reader answers as
 * a naive model does.
 */
final class IndexModelTest {
  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  @Test
  void answersAsTheModelWhateverItReadsFrom() throws IOException {
    RandomGenerator random = seed.random();
    for (int size : new int[] {0, 1, 2, 31, 33, 300, 2000}) {
      IndexModel model = IndexModel.random(random, size);
      Path file = write(model, "index" + size);
      Path headerFile = folder.resolve("header" + size);
      FileRanges far = FileRanges.open(file);
      try (SparseHeader header = SparseHeader.openOrWrite(Disk.local(), headerFile, far)) {
        List<IndexReader> readers =
            List.of(
                IndexReader.open(MappedFile.open(file)),
                IndexReader.open(new MemoryRanges("memory", Files.readAllBytes(file))),
                IndexReader.open(FileRanges.open(file)),
                IndexReader.open(far, header));
        for (IndexReader reader : readers) {
          try (reader) {
            IndexAnswers.check(reader, model, random);
          }
        }
      }
    }
  }

  @Test
  void writesWhatTheFormatsDescriptionSays() throws IOException {
    RandomGenerator random = seed.random();
    for (int size : new int[] {0, 1, 100, 1000}) {
      IndexModel model = IndexModel.random(random, size);

      Path file = write(model, "index" + size);

      assertThat(Files.readAllBytes(file)).isEqualTo(new IndexForge(model).forge().bytes());
    }
  }

  @Test
  void sortsInAnyNumberOfSteps() throws IOException {
    IndexModel model = IndexModel.random(seed.random(), 500);
    byte[] expected = new IndexForge(model).forge().bytes();
    int[][] limits = {{1, 1}, {7, 5000}, {300, 1 << 16}, {1 << 20, 1}};
    for (int[] limit : limits) {
      Path file = folder.resolve("limited" + limit[0]);
      write(model, new IndexWriter(Disk.local(), file, limit[0], limit[1]));
      assertThat(Files.readAllBytes(file)).isEqualTo(expected);
      try (var left = Files.list(folder)) {
        assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.contains("."));
      }
    }
  }

  @Test
  void readsVersions1And3() throws IOException {
    RandomGenerator random = seed.random();
    for (int size : new int[] {0, 1, 500}) {
      IndexModel model = IndexModel.random(random, size);
      List<RecordedRanges> forged =
          List.of(
              new IndexForge(model).version(1).forge(),
              new IndexForge(model).version(1).shuffled().forge(),
              new IndexForge(model).version(3).forge());
      for (RecordedRanges ranges : forged) {
        Path headerFile = folder.resolve("header");
        SparseHeader.write(Disk.local(), headerFile, ranges);
        IndexAnswers.check(IndexReader.open(ranges), model, random);
        try (SparseHeader header = SparseHeader.open(headerFile)) {
          IndexAnswers.check(IndexReader.open(ranges, header), model, random);
        }
        IndexAnswers.check(
            IndexReader.open(new MemoryRanges("memory", ranges.bytes())), model, random);
      }
    }
  }

  @Test
  void readsReferencesAbove31Bits() throws IOException {
    RandomGenerator random = seed.random();
    IndexModel model = IndexModel.random(random, 200);
    for (long at : new long[] {(1L << 35) - 2048, (1L << 36) - (1 << 20)}) {
      RecordedRanges ranges = new IndexForge(model).seriesFrom(at).forge();
      Path headerFile = folder.resolve("header");
      SparseHeader.write(Disk.local(), headerFile, ranges);

      IndexAnswers.check(IndexReader.open(ranges), model, random);
      try (SparseHeader header = SparseHeader.open(headerFile)) {
        IndexAnswers.check(IndexReader.open(ranges, header), model, random);
      }

      SeriesRefs all = IndexReader.open(ranges).allRefs();
      assertThat(all.get(all.size() - 1)).isNegative();
    }
  }

  private Path write(IndexModel model, String name) throws IOException {
    Path file = folder.resolve(name);
    write(model, new IndexWriter(Disk.local(), file));
    return file;
  }

  static void write(IndexModel model, IndexWriter opened) throws IOException {
    try (IndexWriter writer = opened) {
      for (String symbol : model.symbols()) {
        byte[] utf8 = IndexModel.utf8(symbol);
        writer.addSymbol(utf8, 0, utf8.length);
      }
      ChunkPlaces places = new ChunkPlaces();
      for (Map.Entry<Labels, List<IndexModel.Chunk>> series : model.series().entrySet()) {
        places.clear();
        series.getValue().forEach(c -> places.add(c.min(), c.max(), c.ref()));
        byte[] packed = series.getKey().packed();
        writer.addSeries(packed, 0, packed.length, places);
      }
      writer.finish();
    }
  }
}
