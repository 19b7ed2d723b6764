package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.file.MappedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Indexes written by Prometheus and Thanos, read to what their dumps say. */
final class GoldenIndexTest {
  @TempDir Path folder;

  @Test
  void readsEverySeriesAsItsDumpHasIt() throws IOException {
    long series = 0;
    for (GoldenBlock block : GoldenBlock.dumped()) {
      List<GoldenBlock.Series> expected = block.dump();
      for (IndexReader index : readers(block.index())) {
        try (index) {
          assertThat(series(index)).as(block.toString()).isEqualTo(expected);
        }
      }
      series += expected.size();
    }
    Conformance.count("golden-index-series", series);
  }

  @Test
  void findsEveryLabelAsTheDumpsHaveIt() throws IOException {
    long lists = 0;
    for (GoldenBlock block : GoldenBlock.dumped()) {
      List<GoldenBlock.Series> dump = block.dump();
      Map<String, Map<String, List<Labels>>> expected = byLabel(dump);
      for (IndexReader index : readers(block.index())) {
        try (index) {
          assertThat(byLabel(index)).as(block.toString()).isEqualTo(expected);
          assertThat(index.labelNames(0)).containsExactlyElementsOf(expected.keySet());
          assertThat(index.allRefs().size()).isEqualTo(dump.size());
        }
      }
      lists += expected.values().stream().mapToInt(Map::size).sum();
    }
    Conformance.count("golden-index-postings", lists);
  }

  private List<IndexReader> readers(Path file) throws IOException {
    FileRanges ranges = FileRanges.open(file);
    Path header = folder.resolve(SparseHeader.fileName());
    SparseHeader.write(Disk.local(), header, ranges);
    return List.of(
        IndexReader.open(MappedFile.open(file)),
        IndexReader.open(FileRanges.open(file)),
        IndexReader.open(ranges, SparseHeader.open(header)));
  }

  private static List<GoldenBlock.Series> series(IndexReader index) {
    SeriesEntry entry = new SeriesEntry();
    List<GoldenBlock.Series> series = new ArrayList<>();
    for (int ref : index.allRefs().toArray()) {
      index.series(ref, entry);
      List<GoldenBlock.Times> chunks = new ArrayList<>();
      for (int i = 0; i < entry.chunks(); i++) {
        chunks.add(new GoldenBlock.Times(entry.chunkMinTime(i), entry.chunkMaxTime(i)));
      }
      series.add(new GoldenBlock.Series(labels(entry), chunks));
    }
    return series;
  }

  private static Labels labels(SeriesEntry entry) {
    return Labels.copyOf(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
  }

  private static Map<String, Map<String, List<Labels>>> byLabel(List<GoldenBlock.Series> dump) {
    Map<String, Map<String, List<Labels>>> lists = new TreeMap<>(GoldenBlock.BY_BYTES);
    for (GoldenBlock.Series series : dump) {
      series
          .labels()
          .toMap()
          .forEach((name, value) ->
              lists
                  .computeIfAbsent(name, n -> new TreeMap<>(GoldenBlock.BY_BYTES))
                  .computeIfAbsent(value, v -> new ArrayList<>())
                  .add(series.labels()));
    }
    return lists;
  }

  private static Map<String, Map<String, List<Labels>>> byLabel(IndexReader index) {
    Map<String, Map<String, List<Labels>>> lists = new TreeMap<>(GoldenBlock.BY_BYTES);
    for (int i = 0; i < index.labelNameCount(); i++) {
      byte[] name = index.labelName(i);
      Map<String, List<Labels>> values = new TreeMap<>(GoldenBlock.BY_BYTES);
      for (ValueCursor value = index.values(name); value.next(); ) {
        String text =
            new String(
                value.bytes(), value.from(), value.to() - value.from(), StandardCharsets.UTF_8);
        List<Labels> listed = labels(index, index.refs(value.listOffset(), value.listEnd()));
        assertThat(labels(index, index.refs(name, text.getBytes(StandardCharsets.UTF_8))))
            .isEqualTo(listed);
        values.put(text, listed);
      }
      assertThat(index.labelValues(name, 0)).containsExactlyElementsOf(values.keySet());
      lists.put(new String(name, StandardCharsets.UTF_8), values);
    }
    return lists;
  }

  private static List<Labels> labels(IndexReader index, SeriesRefs refs) {
    SeriesEntry entry = new SeriesEntry();
    List<Labels> labels = new ArrayList<>();
    for (int ref : refs.toArray()) {
      index.load(ref, entry);
      entry.readLabels();
      labels.add(labels(entry));
    }
    assertThat(new TreeSet<>(labels)).containsExactlyElementsOf(labels);
    return labels;
  }
}
