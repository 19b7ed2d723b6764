package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Few series are sorted by their texts and many by ranks: in the same order, that of labels. */
final class LabelOrderTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final int SERIES = 4000;

  @RegisterExtension final Seed seed = new Seed();

  private final Head head = new Head(HeadOptions.DEFAULT);
  private final List<Labels> all = new ArrayList<>();

  @BeforeEach
  void fill() {
    fill("n", seed.random());
  }

  private void fill(String numbers, RandomGenerator random) {
    RequestBytes request = new RequestBytes();
    Set<Labels> known = new HashSet<>();
    for (int i = 0; i < SERIES; i++) {
      TreeMap<String, String> pairs = new TreeMap<>();
      pairs.put("number", numbers + i % 1000);
      for (int label = random.nextInt(5); label > 0; label--) {
        pairs.put("l" + random.nextInt(6), "v".repeat(1 + random.nextInt(3)) + random.nextInt(4));
      }
      Labels labels = Labels.of(pairs);
      if (known.add(labels)) {
        pairs.forEach(request::label);
        request.sample(NOW, i).endSeries();
        all.add(labels);
      }
    }
    all.sort(null);
    byte[] body = request.take();
    WriteBatch batch = new WriteBatch();
    new RemoteWriteDecoder().decode(body, 0, body.length, batch);
    head.append(batch, NOW, new AppendOutcomes());
  }

  @Test
  void sortsAllByRanks() {
    assertThat(selected(".+")).isEqualTo(all);
  }

  @Test
  void sortsAllByRanksWhenOthersHaveComeBetweenThem() {
    assertThat(selected(".+")).isEqualTo(all);

    fill("m", seed.random());

    assertThat(selected(".+")).isEqualTo(all);
  }

  @Test
  void sortsFewByTexts() {
    List<Labels> few =
        all.stream().filter(each -> each.get("number").orElseThrow().equals("n7")).toList();

    assertThat(selected("n7")).isEqualTo(few);
  }

  @Test
  void findsChunksWhereLabelsWereAskedForAllTheSame() {
    List<Matcher> matchers = List.of(Matcher.of(MatchType.REGEX, "number", "n[0-9]+"));
    List<String> whole = new ArrayList<>();
    try (ChunkSeriesCursor cursor =
        head.chunkSeries(matchers, TimeRange.ALL, QueryContext.unlimited())) {
      while (cursor.next()) {
        whole.add(text(cursor));
      }
    }
    List<String> asked = new ArrayList<>();
    try (ChunkSeriesCursor cursor =
        head.chunkSeries(matchers, TimeRange.ALL, true, QueryContext.unlimited())) {
      while (cursor.next()) {
        asked.add(text(cursor));
      }
    }

    assertThat(whole).isNotEmpty();
    assertThat(asked).isEqualTo(whole);
  }

  private static String text(ChunkSeriesCursor cursor) {
    return "%s %d %d"
        .formatted(
            Labels.copyOf(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo()),
            cursor.chunks(),
            cursor.chunkMinTime(0));
  }

  private List<Labels> selected(String numbers) {
    List<Matcher> matchers = List.of(Matcher.of(MatchType.REGEX, "number", numbers));
    List<Labels> found = new ArrayList<>();
    try (ChunkSeriesCursor cursor =
        head.chunkSeries(matchers, TimeRange.ALL, QueryContext.unlimited())) {
      while (cursor.next()) {
        found.add(Labels.copyOf(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo()));
      }
    }
    return found;
  }
}
