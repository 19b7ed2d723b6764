package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Asks an index everything it can be asked and compares the answers with a model's. */
final class IndexAnswers {
  private final IndexReader index;
  private final IndexModel model;
  private final SeriesEntry entry = new SeriesEntry();

  private IndexAnswers(IndexReader index, IndexModel model) {
    this.index = index;
    this.model = model;
  }

  static void check(IndexReader index, IndexModel model, RandomGenerator random) {
    IndexAnswers answers = new IndexAnswers(index, model);
    answers.checkSymbols();
    answers.checkSeries();
    answers.checkTimes(random);
    answers.checkLists();
    answers.checkPrefixes(random);
  }

  private void checkSymbols() {
    List<String> found = new ArrayList<>();
    for (SymbolCursor symbol = index.symbols().cursor(); symbol.next(); ) {
      String text = new String(symbol.bytes(), 0, symbol.length(), StandardCharsets.UTF_8);
      int ref = (int) index.symbols().find(IndexModel.utf8(text));
      assertThat(index.symbols().text(ref)).isEqualTo(text);
      assertThat(index.symbols().find(IndexModel.utf8(text + "\u0001?"))).isEqualTo(-1);
      found.add(text);
    }
    assertThat(found).isEqualTo(model.symbols());
    assertThat(index.symbols().find(new byte[] {-1})).isEqualTo(-1);
  }

  private void checkSeries() {
    Map<Labels, List<IndexModel.Chunk>> found = new TreeMap<>();
    List<Labels> order = new ArrayList<>();
    for (int ref : index.allRefs().toArray()) {
      index.series(ref, entry);
      assertThat(entry.ref()).isEqualTo(ref);
      assertThat(entry.labelCount()).isEqualTo(labels().size());
      found.put(labels(), chunks());
      order.add(labels());
    }
    assertThat(found).isEqualTo(model.series());
    assertThat(order).containsExactlyElementsOf(model.series().keySet());
  }

  private Labels labels() {
    return Labels.copyOf(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo());
  }

  private List<IndexModel.Chunk> chunks() {
    List<IndexModel.Chunk> chunks = new ArrayList<>();
    for (int i = 0; i < entry.chunks(); i++) {
      chunks.add(
          new IndexModel.Chunk(entry.chunkMinTime(i), entry.chunkMaxTime(i), entry.chunkRef(i)));
    }
    return chunks;
  }

  private void checkTimes(RandomGenerator random) {
    SeriesRefs all = index.allRefs();
    for (int i = 0; i < Math.min(50, all.size()); i++) {
      index.load(all.get(random.nextInt(all.size())), entry);
      entry.readLabels();
      List<IndexModel.Chunk> expected = model.series().getOrDefault(labels(), List.of());
      if (expected.isEmpty()) {
        continue;
      }
      long min = expected.get(random.nextInt(expected.size())).min() + random.nextInt(-1, 2);
      long max = expected.get(random.nextInt(expected.size())).max() + random.nextInt(-1, 2);
      entry.readChunks(min, max);
      assertThat(chunks())
          .isEqualTo(expected.stream().filter(c -> c.max() >= min && c.min() <= max).toList());
    }
  }

  private void checkLists() {
    Map<String, Map<String, List<Labels>>> expected = model.lists();
    assertThat(index.labelNames(0)).containsExactlyElementsOf(expected.keySet());
    assertThat(index.labelNames(2)).isEqualTo(index.labelNames(0).stream().limit(2).toList());
    expected.forEach((name, values) -> {
      byte[] bytes = IndexModel.utf8(name);
      assertThat(index.labelValues(bytes, 0)).containsExactlyElementsOf(values.keySet());
      assertThat(index.labelValues(bytes, 3)).isEqualTo(values.keySet().stream().limit(3).toList());
      assertThat(index.labelValueCount(bytes)).isEqualTo(values.size());
      assertThat(joinedLists(bytes)).isEqualTo(new ArrayList<>(values.values()));
      values.forEach((value, series) ->
          assertThat(series(index.refs(bytes, IndexModel.utf8(value)))).isEqualTo(series));
      assertThat(index.refs(bytes, IndexModel.utf8("no such value")).size()).isZero();
    });
    byte[] none = IndexModel.utf8("no such name");
    assertThat(index.refs(none, none).size()).isZero();
    assertThat(index.values(none).next()).isFalse();
    assertThat(index.refs(new byte[0], new byte[0]).size()).isEqualTo(model.series().size());
  }

  private List<List<Labels>> joinedLists(byte[] name) {
    int count = index.labelValueCount(name);
    long[] offsets = new long[count];
    long[] ends = new long[count];
    int i = 0;
    for (ValueCursor value = index.values(name); value.next(); i++) {
      offsets[i] = value.listOffset();
      ends[i] = value.listEnd();
    }
    return index.refs(offsets, ends, count).stream().map(this::series).toList();
  }

  private List<Labels> series(SeriesRefs refs) {
    List<Labels> series = new ArrayList<>();
    for (int ref : refs.toArray()) {
      index.load(ref, entry);
      entry.readLabels();
      series.add(labels());
    }
    return series;
  }

  private void checkPrefixes(RandomGenerator random) {
    model
        .lists()
        .forEach((name, values) -> {
          List<String> all = new ArrayList<>(values.keySet());
          for (int i = 0; i < 5; i++) {
            String of = all.get(random.nextInt(all.size()));
            String prefix = of.substring(0, random.nextInt(of.length() + 1));
            if (!prefix.isEmpty()
                && Character.isHighSurrogate(prefix.charAt(prefix.length() - 1))) {
              continue;
            }
            List<String> found = new ArrayList<>();
            for (ValueCursor value = index.values(IndexModel.utf8(name), IndexModel.utf8(prefix));
                value.next(); ) {
              found.add(
                  new String(
                      value.bytes(),
                      value.from(),
                      value.to() - value.from(),
                      StandardCharsets.UTF_8));
            }
            assertThat(found)
                .isEqualTo(all.stream().filter(value -> value.startsWith(prefix)).toList());
          }
        });
  }
}
