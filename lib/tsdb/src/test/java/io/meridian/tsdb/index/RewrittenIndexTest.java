package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CorruptDataException;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.MappedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer has no freedom: the same symbols, series and chunk places give the same bytes. */
final class RewrittenIndexTest {
  @TempDir Path folder;

  @Test
  void writesTheBytesThatPrometheusWrote() throws IOException {
    long rewritten = 0;
    for (Path original : indexes()) {
      try (IndexReader index = IndexReader.open(MappedFile.open(original))) {
        Path bySymbols = folder.resolve("symbols" + rewritten);
        Path byLabels = folder.resolve("labels" + rewritten);
        rewrite(index, bySymbols, true);
        rewrite(index, byLabels, false);
        assertThat(bySymbols).as("%s by symbols", original).hasSameBinaryContentAs(original);
        assertThat(byLabels).as("%s by labels", original).hasSameBinaryContentAs(original);
        rewritten++;
      } catch (CorruptDataException e) {
        assertThat(original.toString()).containsAnyOf("1BADX", "1CVTX");
      }
    }
    Conformance.count("golden-index-rewritten", rewritten);
  }

  private static List<Path> indexes() throws IOException {
    try (Stream<Path> files = Files.walk(Golden.assumePresent("golden"))) {
      return files.filter(file -> file.getFileName().toString().equals("index")).sorted().toList();
    }
  }

  private static void rewrite(IndexReader index, Path into, boolean bySymbols) throws IOException {
    try (IndexWriter writer = new IndexWriter(Disk.local(), into)) {
      for (SymbolCursor symbol = index.symbols().cursor(); symbol.next(); ) {
        writer.addSymbol(symbol.bytes(), 0, symbol.length());
      }
      SeriesEntry entry = new SeriesEntry();
      for (int ref : index.allRefs().toArray()) {
        index.series(ref, entry);
        int written =
            bySymbols
                ? writer.addSeries(refs(entry), entry.labelCount(), entry.chunkPlaces())
                : writer.addSeries(
                    entry.labelBytes(), entry.labelsFrom(), entry.labelsTo(), entry.chunkPlaces());
        assertThat(written).isEqualTo(ref);
      }
      writer.finish();
    }
  }

  private static int[] refs(SeriesEntry entry) {
    int[] refs = new int[2 * entry.labelCount()];
    for (int i = 0; i < entry.labelCount(); i++) {
      refs[2 * i] = entry.nameRef(i);
      refs[2 * i + 1] = entry.valueRef(i);
    }
    return refs;
  }
}
