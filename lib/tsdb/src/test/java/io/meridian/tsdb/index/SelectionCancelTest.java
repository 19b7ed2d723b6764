package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.QueryTimeoutException;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.MemoryRanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Selections end with their query, wherever they are, under a clock that ticks at each look. */
final class SelectionCancelTest {
  private static final byte[] POD = "pod".getBytes(StandardCharsets.UTF_8);
  private static final SelectionCosts LISTS = new SelectionCosts(0, 0, 0, 0, 0, 1000, 1000, 1);
  private static final SelectionCosts ENTRIES = new SelectionCosts(0, 1e6, 1e6, 1e6, 1e6, 1, 1, 1);

  @TempDir Path folder;
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void endsWithinLongWalks() throws IOException {
    byte[] bytes = GeneratedIndex.of(folder, GeneratedIndex.series(seed.random(), 6000));
    SelectionRequest some =
        SelectionRequest.of(List.of(Matcher.of(MatchType.REGEX, "namespace", "team-.+")));
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      for (SelectionCosts costs : List.of(LISTS, ENTRIES)) {
        check(reader, costs, index -> RefSet.of(SeriesSelection.of(index, some).postings()));
        check(reader, costs, index -> LabelSelection.values(index, POD, some));
        check(reader, costs, index -> LabelSelection.names(index, some));
      }
      check(
          reader,
          LISTS,
          index -> LabelSelection.values(index, POD, SelectionRequest.of(List.of())));
    }
  }

  @Test
  void endsWithinAnIntersectionThatFindsNothing() throws IOException {
    List<Labels> series =
        IntStream.range(0, 8000)
            .mapToObj(i -> Labels.of("_c", "%05d".formatted(i), "a", i % 2 + "", "b", i % 2 + ""))
            .toList();
    byte[] bytes = GeneratedIndex.of(folder, series);
    SelectionRequest none =
        SelectionRequest.of(List.of(Matcher.equal("a", "0"), Matcher.equal("b", "1")));
    AtomicLong clock = new AtomicLong();
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      Postings postings =
          SeriesSelection.of(index(reader, LISTS, endingAt(Long.MAX_VALUE / 2, clock)), none)
              .postings();
      long planned = clock.get();

      assertThat(postings.next(new int[100], 0, 100, Postings.END)).isZero();

      assertThat(clock.get() - planned).isGreaterThan(8000 / 2 / 100);
    }
  }

  @Test
  void takesAValueThatAPatternNamesOverAndOverForOne() throws IOException {
    List<Labels> series =
        IntStream.range(0, 3000).mapToObj(i -> Labels.of("a", "1", "c", i + "")).toList();
    byte[] bytes = GeneratedIndex.of(folder, series);
    String often = "1|".repeat(50) + "1";
    try (IndexReader reader = IndexReader.open(new MemoryRanges("index", bytes))) {
      for (MatchType type : List.of(MatchType.REGEX, MatchType.NOT_REGEX)) {
        SelectionRequest request =
            SelectionRequest.of(
                List.of(Matcher.of(type, "a", often), Matcher.of(MatchType.REGEX, "c", ".+")));
        SeriesSelection selection =
            SeriesSelection.of(index(reader, LISTS, QueryContext.unlimited()), request);

        assertThat(RefSet.of(selection.postings()).size())
            .isEqualTo(type == MatchType.REGEX ? 3000 : 0);
      }
    }
  }

  private static SeriesIndex index(IndexReader reader, SelectionCosts costs, QueryContext context) {
    return new FileSeriesIndex(reader, costs, context, new ChargedBytes(context));
  }

  /** Counts how often a question looks at the clock, then ends it at each of these looks. */
  private static void check(
      IndexReader reader, SelectionCosts costs, Consumer<SeriesIndex> question) {
    AtomicLong clock = new AtomicLong();
    question.accept(index(reader, costs, endingAt(Long.MAX_VALUE / 2, clock)));
    long looks = clock.get() - 1;

    assertThat(looks).isGreaterThan(1);
    for (long end = 0; end < looks; end++) {
      QueryContext context = endingAt(end, new AtomicLong());
      assertThatThrownBy(() -> question.accept(index(reader, costs, context)))
          .isInstanceOf(QueryTimeoutException.class);
    }
  }

  private static QueryContext endingAt(long look, AtomicLong clock) {
    return new QueryContext(
        clock::getAndIncrement, Duration.ofNanos(look), Long.MAX_VALUE, Long.MAX_VALUE);
  }
}
