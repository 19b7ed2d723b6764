package io.meridian.tsdb.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.LabelHash;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.file.FileRanges;
import io.meridian.tsdb.file.MappedFile;
import io.meridian.tsdb.file.MemoryRanges;
import io.meridian.tsdb.index.SelectionPlan.Method;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Every selection against a filter over all series, whatever the plan and the reader. */
final class SeriesSelectionTest {
  @TempDir Path folder;
  @RegisterExtension final Seed seed = new Seed();

  /** Costs that bend the plans one way or the other, so that every path is taken. */
  private static final List<SelectionCosts> COSTS =
      List.of(
          SelectionCosts.MEMORY,
          SelectionCosts.FILE,
          new SelectionCosts(0, 0, 0, 0, 0, 1000, 1000, 1),
          new SelectionCosts(0, 1e6, 1e6, 1e6, 1e6, 1, 1, 1),
          new SelectionCosts(0, 1e6, 1e6, 1e6, 1, 100, 100, 1));

  @Test
  void findsWhatAFilterOverAllSeriesFinds() throws IOException {
    RandomGenerator random = seed.random();
    for (int size : new int[] {1, 2, 40, 1500}) {
      NavigableSet<Labels> series = GeneratedIndex.series(random, size);
      byte[] bytes = GeneratedIndex.of(folder, series);
      Path file = Files.write(folder.resolve("index" + size), bytes);
      RandomMatchers matchers = new RandomMatchers(random, series);
      int cases = size > 100 ? 250 : 100;
      compare(file, matchers, random, cases);
    }
  }

  @Test
  void findsWhatAFilterFindsInGoldenBlocks() throws IOException {
    RandomGenerator random = seed.random();
    long cases = 0;
    for (GoldenBlock block : GoldenBlock.dumped()) {
      List<Labels> series = block.dump().stream().map(GoldenBlock.Series::labels).toList();
      cases += compare(block.index(), new RandomMatchers(random, series), random, 8);
    }
    Conformance.count("golden-index-selections", cases);
  }

  private int compare(Path file, RandomMatchers random, RandomGenerator dice, int cases)
      throws IOException {
    Path header = Files.createTempDirectory(folder, "header").resolve("index.header");
    try (MappedFile bytes = MappedFile.open(file)) {
      SparseHeader.write(Disk.local(), header, bytes);
    }
    try (IndexReader mapped = IndexReader.open(MappedFile.open(file));
        IndexReader ranged = IndexReader.open(FileRanges.open(file));
        IndexReader sparse = IndexReader.open(FileRanges.open(file), SparseHeader.open(header))) {
      List<Labels> all = all(mapped);
      List<IndexReader> readers = List.of(mapped, ranged, sparse);
      for (int i = 0; i < cases; i++) {
        List<Matcher> matchers = random.some();
        List<Integer> expected = filter(mapped, all, matchers);
        for (SelectionCosts costs : COSTS) {
          IndexReader reader = readers.get(dice.nextInt(readers.size()));
          SeriesIndex index = FileSeriesIndex.unlimited(reader, costs);
          check(index, matchers, expected, dice);
        }
      }
    }
    return cases;
  }

  private static void check(
      SeriesIndex index, List<Matcher> matchers, List<Integer> expected, RandomGenerator dice) {
    SelectionRequest request = SelectionRequest.of(matchers);
    int limit = dice.nextInt(1, 20);
    SeriesSelection selection = SeriesSelection.of(index, request);

    assertThat(refs(selection.cursor())).as(() -> say(selection)).isEqualTo(expected);
    assertThat(selection.candidates())
        .as(() -> say(selection))
        .isGreaterThanOrEqualTo(expected.size());
    SeriesSelection limited = SeriesSelection.of(index, request.withLimit(limit));
    assertThat(refs(limited.cursor()))
        .as(() -> say(limited))
        .isEqualTo(expected.subList(0, Math.min(limit, expected.size())));
  }

  private static String say(SeriesSelection selection) {
    return selection.plan().toString();
  }

  @Test
  void leavesOutSeriesWithoutAChunkInTheRange() throws IOException {
    RandomGenerator random = seed.random();
    NavigableSet<Labels> series = GeneratedIndex.series(random, 300);
    RandomMatchers matchers = new RandomMatchers(random, series);
    try (IndexReader reader = open(GeneratedIndex.of(folder, series))) {
      SeriesIndex index = SeriesIndex.of(reader);
      SeriesEntry entry = new SeriesEntry();
      for (int i = 0; i < 300; i++) {
        long from = random.nextLong(60 * GeneratedIndex.HOUR);
        TimeRange range = new TimeRange(from, from + random.nextLong(GeneratedIndex.HOUR));
        List<Matcher> asked = i % 10 == 0 ? List.of() : matchers.some();
        List<Integer> expected = new ArrayList<>();
        for (int ref : refs(SeriesSelection.of(index, SelectionRequest.of(asked)).cursor())) {
          reader.series(ref, range.min(), range.max(), entry);
          if (entry.chunks() > 0) {
            expected.add(ref);
          }
        }

        SelectionRequest request = SelectionRequest.of(asked).withRange(range);
        assertThat(refs(SeriesSelection.of(index, request).cursor())).isEqualTo(expected);
      }
    }
  }

  @Test
  void shardsShareOutTheSeries() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 500);
    Matcher matcher = Matcher.of(MatchType.REGEX, "pod", "service-.*");
    try (IndexReader reader = open(GeneratedIndex.of(folder, series))) {
      SeriesIndex index = SeriesIndex.of(reader);
      SelectionRequest request = SelectionRequest.of(List.of(matcher));
      SelectHints.LabelSelection by = new SelectHints.LabelSelection(true, List.of("pod", "le"));
      SeriesEntry entry = new SeriesEntry();
      LabelHash hash = new LabelHash();
      List<Integer> together = new ArrayList<>();
      for (int shard = 0; shard < 3; shard++) {
        List<Integer> part =
            refs(
                SeriesSelection.of(index, request.withShard(new SelectHints.Shard(shard, 3, by)))
                    .cursor());
        for (int ref : part) {
          reader.series(ref, entry);
          long hashed =
              hash.ofShard(
                  LabelNames.of("le", "pod"), true, entry.labelBytes(), 0, entry.labelsTo());
          assertThat(Long.remainderUnsigned(hashed, 3)).isEqualTo(shard);
        }
        assertThat(part).hasSizeBetween(100, 240);
        together.addAll(part);
      }
      together.sort(Integer::compareUnsigned);
      assertThat(together).isEqualTo(refs(SeriesSelection.of(index, request).cursor()));
    }
  }

  @Test
  void testsUnselectiveMatchersOnTheSeriesThatOthersLeave() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 4000);
    try (IndexReader reader = open(GeneratedIndex.of(folder, series))) {
      SeriesSelection selection =
          SeriesSelection.of(
              FileSeriesIndex.unlimited(reader, new SelectionCosts(0, 1, 4, 40, 35, 220, 80, 1)),
              SelectionRequest.of(
                  List.of(
                      Matcher.equal("__name__", "metric_1"),
                      Matcher.of(MatchType.REGEX, "pod", ".*service-1.*"),
                      Matcher.of(MatchType.NOT_EQUAL, "cluster", ""))));
      refs(selection.cursor());

      SelectionPlan plan = selection.plan();
      assertThat(plan.steps())
          .extracting(SelectionPlan.Step::method)
          .containsExactly(Method.LISTS, Method.ENTRIES, Method.KNOWN);
      assertThat(plan.tested()).isEqualTo(plan.candidates()).isLessThan(100);
      assertThat(plan.cost()).isPositive();
      assertThat(plan.estimatedCost()).isPositive();
    }
  }

  @Test
  void leavesOutAListThatHasEverySeries() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 400);
    Matcher everywhere = Matcher.equal("cluster", "eu-1");
    Matcher pod = Matcher.of(MatchType.REGEX, "pod", ".*e-1.*");
    try (IndexReader reader = open(GeneratedIndex.of(folder, series))) {
      SeriesIndex index = SeriesIndex.of(reader);
      SeriesSelection both =
          SeriesSelection.of(index, SelectionRequest.of(List.of(everywhere, pod)));
      SeriesSelection one = SeriesSelection.of(index, SelectionRequest.of(List.of(everywhere)));
      SeriesSelection other = SeriesSelection.of(index, SelectionRequest.of(List.of(pod)));

      assertThat(both.plan().steps().getFirst().method()).isEqualTo(Method.KNOWN);
      assertThat(refs(both.cursor())).isNotEmpty().isEqualTo(refs(other.cursor()));
      assertThat(refs(one.cursor())).hasSize(400);
    }
  }

  @Test
  void stopsTestingOnceTheLimitIsMet() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 4000);
    try (IndexReader reader = open(GeneratedIndex.of(folder, series))) {
      SeriesSelection selection =
          SeriesSelection.of(
              SeriesIndex.of(reader),
              SelectionRequest.of(List.of(Matcher.of(MatchType.REGEX, "pod", ".*e-.*")))
                  .withLimit(3));

      assertThat(refs(selection.cursor())).hasSize(3);
      assertThat(selection.plan().tested()).isBetween(3L, 100L);
    }
  }

  @Test
  void readsListsOfManyValuesTogether() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 6000);
    byte[] bytes = GeneratedIndex.of(folder, series);
    CountedRanges ranges = new CountedRanges(bytes);
    try (IndexReader reader = IndexReader.open(ranges)) {
      SeriesIndex index = SeriesIndex.of(reader);
      index.symbol(new byte[0]);
      index.labelNameCount();
      for (String regex : List.of("service-1.*", ".*-1.*", ".+")) {
        ranges.reset();
        SeriesSelection selection =
            SeriesSelection.of(
                index, SelectionRequest.of(List.of(Matcher.of(MatchType.REGEX, "pod", regex))));
        List<Integer> found = refs(selection.cursor());

        assertThat(found).hasSizeGreaterThan(1000);
        assertThat(ranges.reads()).as(() -> say(selection)).isLessThanOrEqualTo(3);
      }
    }
  }

  @Test
  void fetchesTheEntriesItTestsTogether() throws IOException {
    NavigableSet<Labels> series = GeneratedIndex.series(seed.random(), 6000);
    CountedRanges ranges = new CountedRanges(GeneratedIndex.of(folder, series));
    try (IndexReader reader = IndexReader.open(ranges)) {
      SeriesIndex index = SeriesIndex.of(reader);
      index.symbol(new byte[0]);
      index.labelNameCount();
      ranges.reset();
      SelectionRequest request =
          SelectionRequest.of(
              List.of(
                  Matcher.equal("namespace", "team-07"),
                  Matcher.of(MatchType.REGEX, "pod", ".*-1.*")));
      SeriesSelection selection = SeriesSelection.of(index, request);
      refs(selection.cursor());

      assertThat(selection.plan().tested()).isGreaterThan(50);
      assertThat(ranges.reads()).as(() -> say(selection)).isLessThanOrEqualTo(12);
    }
  }

  private static IndexReader open(byte[] bytes) {
    return IndexReader.open(new MemoryRanges("index", bytes));
  }

  private static List<Labels> all(IndexReader reader) {
    SeriesEntry entry = new SeriesEntry();
    List<Labels> all = new ArrayList<>();
    for (int ref : reader.allRefs().toArray()) {
      reader.series(ref, entry);
      all.add(Labels.copyOf(entry.labelBytes(), entry.labelsFrom(), entry.labelsTo()));
    }
    return all;
  }

  private static List<Integer> filter(
      IndexReader reader, List<Labels> all, List<Matcher> matchers) {
    int[] refs = reader.allRefs().toArray();
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < refs.length; i++) {
      byte[] packed = all.get(i).packed();
      if (matchers.stream().allMatch(each -> each.matchesSeries(packed, 0, packed.length))) {
        found.add(refs[i]);
      }
    }
    return found;
  }

  private static List<Integer> refs(PostingsCursor cursor) {
    List<Integer> refs = new ArrayList<>();
    for (long ref = cursor.next(); ref < Postings.END; ref = cursor.next()) {
      refs.add((int) ref);
    }
    return refs;
  }
}
