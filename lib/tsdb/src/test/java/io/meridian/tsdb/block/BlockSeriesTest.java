package io.meridian.tsdb.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelAnswer;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.Outcome;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.tsdb.block.GoldenBlock.DumpedSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BlockSeriesTest {
  @Test
  void givesTheSamplesOfEveryGoldenBlock() {
    long samples = 0;
    for (GoldenBlock golden : GoldenBlock.all()) {
      if (new BlockFolder(golden.folder()).meta().resolution() == 0) {
        // Tombstones are honoured, the dump beside them shows everything: it has a twin that does
        // not.
        boolean deletes = golden.folder().toString().contains("/tombstones/");
        samples += assertSame(deletes ? golden.withDump("dump-visible.jsonl.gz") : golden);
      }
    }
    Conformance.count("golden-block-samples", samples);
  }

  private static long assertSame(GoldenBlock golden) {
    long samples = 0;
    try (BlockReader block = BlockReader.open(golden.folder());
        Stream<DumpedSeries> dump = golden.series()) {
      Map<Labels, List<String>> found = select(block, List.of(), TimeRange.ALL);
      List<Labels> order = new ArrayList<>(found.keySet());
      int at = 0;
      for (DumpedSeries series : (Iterable<DumpedSeries>) dump::iterator) {
        assertThat(order.get(at++)).isEqualTo(series.labels());
        List<String> expected = series.samples().stream().map(JsonText::compact).toList();
        assertThat(found.get(series.labels()))
            .as("%s %s", block.meta().ulid(), series.labels())
            .isEqualTo(expected);
        samples += expected.size();
      }
      assertThat(order).hasSize(at);
    }
    return samples;
  }

  @Test
  void givesEveryRangeOfInstants() {
    for (String name : new String[] {"xor", "histograms-st", "tombstones"}) {
      GoldenBlock golden = GoldenBlock.one(name);
      try (BlockReader block = BlockReader.open(golden.folder())) {
        Map<Labels, List<String>> all = select(block, List.of(), TimeRange.ALL);
        long begin = block.meta().minTime();
        for (long from = begin - 10; from < begin + 7_300_000; from += 611_111) {
          for (long length : new long[] {0, 15_000, 3_600_000}) {
            TimeRange range = new TimeRange(from, from + length);
            Map<Labels, List<String>> part = select(block, List.of(), range);
            all.forEach((labels, samples) ->
                assertThat(part.getOrDefault(labels, List.of()))
                    .isEqualTo(
                        samples.stream().filter(sample -> range.contains(time(sample))).toList()));
          }
        }
      }
    }
  }

  @Test
  void givesNoMoreThanWasAskedFor() {
    GoldenBlock golden = GoldenBlock.one("xor");
    QueryContext context = QueryContext.unlimited();
    try (BlockReader block = BlockReader.open(golden.folder());
        SeriesCursor cursor =
            block.select(List.of(), SelectHints.of(TimeRange.ALL).withLimit(300), context)) {
      int series = 0;
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          assertThat(context.bytes()).isPositive();
          series += batch.size();
        }
      }
      assertThat(series).isEqualTo(300);
      assertThat(context.bytes()).isZero();
      assertThat(cursor.outcome()).isEqualTo(Outcome.FINAL);
    }
  }

  @Test
  void namesAndValuesAreThoseOfTheSeriesThatMatch() {
    QueryContext context = QueryContext.unlimited();
    GoldenBlock golden = GoldenBlock.one("xor");
    try (BlockReader block = BlockReader.open(golden.folder())) {
      LabelAnswer names = block.labelNames(List.of(), TimeRange.ALL, 0, context);
      assertThat(names.values()).contains("__name__", "job");
      Matcher any = Matcher.of(io.meridian.model.MatchType.REGEX, "no_such", ".*");
      assertThat(block.labelNames(List.of(any), TimeRange.ALL, 0, context)).isEqualTo(names);
      LabelAnswer values = block.labelValues("job", List.of(), TimeRange.ALL, 0, context);
      assertThat(block.labelValues("job", List.of(any), TimeRange.ALL, 0, context))
          .isEqualTo(values);
      for (List<Matcher> matchers : List.of(List.<Matcher>of(), List.of(any))) {
        LabelAnswer some = block.labelNames(matchers, TimeRange.ALL, 2, context);
        assertThat(some.values()).isEqualTo(names.values().subList(0, 2));
        assertThat(some.truncated()).isTrue();
        assertThat(
                block
                    .labelNames(matchers, TimeRange.ALL, names.values().size(), context)
                    .truncated())
            .isFalse();
      }
      assertThat(block.labelValues("no_such", List.of(), TimeRange.ALL, 0, context).values())
          .isEmpty();
    }
  }

  @Test
  void aBlockCoarserThanAskedForIsRefused() {
    GoldenBlock downsampled =
        GoldenBlock.all().stream()
            .filter(golden -> new BlockFolder(golden.folder()).meta().resolution() > 0)
            .findFirst()
            .orElseThrow();
    try (BlockReader block = BlockReader.open(downsampled.folder())) {
      assertThatExceptionOfType(InvalidRequestException.class)
          .isThrownBy(() -> select(block, List.of(), TimeRange.ALL))
          .withMessageContaining("samples at most 0 ms apart were asked for");
    }
  }

  private static long time(String sample) {
    return Long.parseLong(sample.substring(1, sample.indexOf(',')));
  }

  static Map<Labels, List<String>> select(
      BlockReader block, List<Matcher> matchers, TimeRange range) {
    Map<Labels, List<String>> found = new LinkedHashMap<>();
    SampleBuffer samples = new SampleBuffer();
    try (SeriesCursor cursor =
        block.select(matchers, SelectHints.of(range), QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int series = 0; series < batch.size(); series++) {
            samples.clear();
            batch.readSamples(series, samples);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < samples.size(); i++) {
              texts.add(SampleDump.of(samples, i));
            }
            found.put(batch.labels(series), texts);
          }
        }
      }
    }
    return found;
  }
}
