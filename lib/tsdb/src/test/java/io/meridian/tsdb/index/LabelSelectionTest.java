package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Label names and values against a walk over all series. */
final class LabelSelectionTest {
  @TempDir Path folder;
  @RegisterExtension final Seed seed = new Seed();

  private static final List<SelectionCosts> COSTS =
      List.of(
          SelectionCosts.MEMORY,
          new SelectionCosts(0, 0, 0, 0, 0, 1000, 1000, 1),
          new SelectionCosts(0, 1e6, 1e6, 1e6, 1e6, 1, 1, 1),
          new SelectionCosts(0, 1e-6, 1e-6, 1, 1, 200, 1, 1));

  @Test
  void findsWhatAWalkOverAllSeriesFinds() throws IOException {
    RandomGenerator random = seed.random();
    for (int size : new int[] {1, 30, 1500}) {
      NavigableSet<Labels> series = GeneratedIndex.series(random, size);
      RandomMatchers matchers = new RandomMatchers(random, series);
      byte[] bytes = GeneratedIndex.of(folder, series);
      try (IndexReader memory = IndexReader.open(new MemoryRanges("index", bytes));
          IndexReader ranged = IndexReader.open(new CountedRanges(bytes))) {
        for (int i = 0; i < 150; i++) {
          List<Matcher> asked = i % 15 == 0 ? List.of() : matchers.some();
          IndexReader reader = random.nextBoolean() ? memory : ranged;
          for (SelectionCosts costs : COSTS) {
            check(FileSeriesIndex.unlimited(reader, costs), series, asked, random);
          }
        }
      }
    }
  }

  private static void check(
      SeriesIndex index,
      Collection<Labels> series,
      List<Matcher> matchers,
      RandomGenerator random) {
    List<Labels> matching = new ArrayList<>();
    for (Labels labels : series) {
      byte[] packed = labels.packed();
      if (matchers.stream().allMatch(each -> each.matchesSeries(packed, 0, packed.length))) {
        matching.add(labels);
      }
    }
    int limit = random.nextBoolean() ? 0 : random.nextInt(1, 12);
    SelectionRequest request = SelectionRequest.of(matchers).withLimit(limit);
    String name = List.of("pod", "namespace", "rare", "le", "absent", "").get(random.nextInt(6));

    check(LabelSelection.names(index, request), names(matching), limit, matchers);
    check(
        LabelSelection.values(index, bytes(name), request),
        values(matching, name),
        limit,
        matchers);
  }

  private static void check(
      LabelList answer, NavigableSet<String> expected, int limit, List<Matcher> matchers) {
    boolean truncated = limit > 0 && expected.size() > limit;
    assertThat(answer.texts())
        .as(matchers.toString())
        .containsExactlyElementsOf(
            truncated ? expected.stream().limit(limit).toList() : List.copyOf(expected));
    assertThat(answer.truncated()).as(matchers.toString()).isEqualTo(truncated);
  }

  private static NavigableSet<String> names(List<Labels> series) {
    NavigableSet<String> names = new TreeSet<>(GoldenBlock.BY_BYTES);
    for (Labels labels : series) {
      for (LabelCursor label = labels.cursor(); label.next(); ) {
        names.add(label.name());
      }
    }
    return names;
  }

  private static NavigableSet<String> values(List<Labels> series, String name) {
    NavigableSet<String> values = new TreeSet<>(GoldenBlock.BY_BYTES);
    series.forEach(labels -> labels.get(name).ifPresent(values::add));
    return values;
  }

  @Test
  void leavesOutWhatOnlySeriesOutsideTheRangeHave() throws IOException {
    NavigableSet<Labels> series = new TreeSet<>();
    series.add(Labels.of("__name__", "a", "x", "1")); // chunks from hour 0
    series.add(Labels.of("__name__", "b", "x", "2", "y", "1")); // from hour 1
    byte[] bytes = GeneratedIndex.of(folder, series);
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      SeriesIndex index = SeriesIndex.of(reader);
      SelectionRequest request =
          SelectionRequest.of(List.of()).withRange(new TimeRange(0, GeneratedIndex.HOUR - 1));

      assertThat(LabelSelection.names(index, request).texts()).containsExactly("__name__", "x");
      assertThat(LabelSelection.values(index, bytes("x"), request).texts()).containsExactly("1");
    }
  }

  @Test
  void readsTheListsOfManyValuesTogether() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 6000);
    CountedRanges ranges = new CountedRanges(GeneratedIndex.of(folder, series));
    try (IndexReader reader = IndexReader.open(ranges)) {
      SeriesIndex index =
          FileSeriesIndex.unlimited(reader, new SelectionCosts(0, 0, 0, 0, 0, 1000, 1000, 1));
      index.symbol(new byte[0]);
      index.labelNameCount();
      ranges.reset();
      Matcher half = Matcher.of(MatchType.REGEX, "namespace", "team-[01].");
      LabelList pods =
          LabelSelection.values(index, bytes("pod"), SelectionRequest.of(List.of(half)));

      assertThat(pods.texts()).hasSizeGreaterThan(1000);
      assertThat(ranges.reads()).isLessThanOrEqualTo(10);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
