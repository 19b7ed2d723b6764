package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.SeriesBatch;
import io.meridian.model.SeriesCursor;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.SampleDump;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Holds what is selected from downsampled blocks against dumps and answers of Thanos. */
class DownsampledSelectTest {
  private final Path golden = Golden.assumePresent("golden");

  @Test
  void givesTheAggregateThatSuitsTheFunction() {
    long samples = 0;
    for (String bucket : List.of("after", "penalty", "chain")) {
      ThanosBuckets blocks = ThanosBuckets.open(golden.resolve("thanos").resolve(bucket));
      for (BlockMeta meta : blocks.blocks()) {
        if (meta.resolution() > 0) {
          Path dump = golden.resolve("thanos/dump-" + bucket).resolve(meta.ulid() + ".jsonl.gz");
          samples += compare(blocks.folder(meta), Dump.read(dump));
        }
      }
    }
    assertThat(samples).isPositive();
    Conformance.count("golden-downsampled-samples", samples);
  }

  private static long compare(Path folder, Dump dump) {
    long compared = 0;
    try (BlockReader block = BlockReader.open(folder)) {
      long begin = block.meta().minTime();
      TimeRange part = new TimeRange(begin + 40_000_000, begin + 100_000_000);
      for (TimeRange range : List.of(TimeRange.ALL, part)) {
        for (String function : List.of("count_over_time", "sum_over_time", "min", "max", "rate")) {
          compared += compare(block, function, range, dump);
        }
        compared += compare(block, "avg_over_time", range, dump);
      }
    }
    return compared;
  }

  private static long compare(BlockReader block, String function, TimeRange range, Dump dump) {
    Map<Labels, SampleBuffer> found = select(block, List.of(), hints(function, range));
    long compared = 0;
    for (Dump.Series series : dump.series()) {
      List<String> expected =
          switch (function) {
            case "avg_over_time" -> averages(series, range);
            case "rate" -> counter(series, range);
            case "count_over_time" -> stored(series, "count", range);
            case "sum_over_time" -> stored(series, "sum", range);
            default -> stored(series, function, range);
          };
      List<String> actual = texts(found.getOrDefault(series.labels(), new SampleBuffer()), range);
      assertThat(actual).as("%s of %s", function, series.labels()).isEqualTo(expected);
      compared += expected.size();
    }
    return compared;
  }

  /** All samples, of which none may lie outside the range. */
  private static List<String> texts(SampleBuffer samples, TimeRange range) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      assertThat(range.contains(samples.time(i))).isTrue();
      texts.add(SampleDump.of(samples, i));
    }
    return texts;
  }

  private static List<String> stored(Dump.Series series, String aggregate, TimeRange range) {
    List<String> texts = new ArrayList<>();
    for (Dump.Chunk chunk : series.chunks()) {
      Dump.Aggregate stored = chunk.aggregates().get(aggregate);
      if (stored != null && chunk.maxTime() >= range.min() && chunk.minTime() <= range.max()) {
        for (int i = 0; i < stored.samples().size(); i++) {
          if (range.contains(stored.samples().time(i))) {
            texts.add(SampleDump.of(stored.samples(), i));
          }
        }
      }
    }
    return texts;
  }

  private static SampleBuffer stored(Dump.Chunk chunk, String aggregate) {
    return Objects.requireNonNull(chunk.aggregates().get(aggregate)).samples();
  }

  private static List<String> averages(Dump.Series series, TimeRange range) {
    List<String> texts = new ArrayList<>();
    for (Dump.Chunk chunk : series.chunks()) {
      SampleBuffer sums = stored(chunk, "sum");
      SampleBuffer counts = stored(chunk, "count");
      for (int i = 0; i < sums.size(); i++) {
        if (range.contains(sums.time(i))) {
          SampleBuffer average = new SampleBuffer();
          average.addAll(sums, i, i + 1);
          divide(average, counts.value(i));
          texts.add(SampleDump.of(average, 0));
        }
      }
    }
    return texts;
  }

  private static void divide(SampleBuffer sample, double count) {
    if (sample.laneIndex(0) < 0) {
      sample.values()[0] /= count;
      return;
    }
    long[] words = sample.lane().words();
    for (int i = 0; i < sample.lane().negativeStart(0) + negativeBuckets(sample); i++) {
      words[i] = Double.doubleToRawLongBits(Double.longBitsToDouble(words[i]) / count);
    }
  }

  private static int negativeBuckets(SampleBuffer sample) {
    return sample.lane().layout(0).negative().buckets();
  }

  /** The counter as the format describes it, resets between chunks included. */
  private static List<String> counter(Dump.Series series, TimeRange range) {
    SampleBuffer total = new SampleBuffer();
    double last = 0;
    for (Dump.Chunk chunk : series.chunks()) {
      if (chunk.maxTime() < range.min() || chunk.minTime() > range.max()) {
        continue;
      }
      SampleBuffer counter = stored(chunk, "counter");
      for (int i = 0; i < counter.size(); i++) {
        int end = total.size() - 1;
        double value = counter.value(i);
        if (counter.laneIndex(i) >= 0) {
          total.addAll(counter, i, i + 1);
        } else if (Double.isNaN(value)) {
          continue;
        } else if (end < 0) {
          total.add(counter.time(i), value);
        } else if (counter.time(i) > total.time(end)) {
          total.add(counter.time(i), total.value(end) + (value >= last ? value - last : value));
        } else if (counter.time(i) < total.time(end)) {
          continue;
        }
        last = value;
      }
    }
    return texts(total, TimeRange.ALL).stream()
        .filter(text -> range.contains(Long.parseLong(text.substring(1, text.indexOf(',')))))
        .toList();
  }

  /**
   * Answers without PromQL to speak of: ranges of samples, and their least, from one block each.
   */
  @Test
  void answersAsThanosDoes() {
    ThanosBuckets bucket = ThanosBuckets.open(golden.resolve("thanos/after"));
    long compared = 0;
    for (DedupAnswer answer : DedupAnswer.all(golden)) {
      long resolution = answer.coarsestResolution();
      if (resolution >= BlockDownsampler.FIVE_MINUTES
          && answer.range().isPresent()
          && !answer.params().containsKey("replicaLabels[]")) {
        compared += compare(bucket, answer, answer.range().get());
      }
    }
    assertThat(compared).isPositive();
    Conformance.count("golden-downsampled-answers", compared);
  }

  private static long compare(ThanosBuckets bucket, DedupAnswer answer, DedupAnswer.Range query) {
    Map<Map<String, String>, List<String>> found = new LinkedHashMap<>();
    for (BlockMeta meta : coarsest(bucket, answer.coarsestResolution(), query)) {
      Map<String, String> external = meta.thanos().orElseThrow().labels().toMap();
      SelectHints hints = hints(query.function(), query.times());
      try (BlockReader block = bucket.read(meta)) {
        select(block, List.of(Matcher.equal("__name__", query.metric())), hints)
            .forEach((labels, samples) -> {
              Map<String, String> all = new LinkedHashMap<>(labels.toMap());
              all.putAll(external);
              found.put(all, answers(samples, query));
            });
      }
    }
    long compared = 0;
    for (DedupAnswer.Series series : answer.series()) {
      Map<String, String> labels = new LinkedHashMap<>(series.labels());
      labels.putIfAbsent("__name__", query.metric());
      if (labels.containsKey("replica")) {
        assertThat(found.get(labels)).as("%s of %s", labels, query).isEqualTo(series.values());
        compared += series.values().size();
      }
    }
    return compared;
  }

  /** Of each group of blocks that reach into the range the coarsest that are allowed. */
  private static List<BlockMeta> coarsest(
      ThanosBuckets bucket, long resolution, DedupAnswer.Range query) {
    Map<Labels, BlockMeta> chosen = new LinkedHashMap<>();
    for (BlockMeta meta : bucket.blocks()) {
      boolean overlaps =
          meta.minTime() <= query.times().max() && meta.maxTime() > query.times().min();
      if (overlaps && meta.resolution() <= resolution) {
        chosen.merge(
            meta.thanos().orElseThrow().labels(),
            meta,
            (a, b) -> a.resolution() > b.resolution() ? a : b);
      }
    }
    return List.copyOf(chosen.values());
  }

  private static List<String> answers(SampleBuffer samples, DedupAnswer.Range query) {
    List<String> texts = new ArrayList<>();
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < samples.size(); i++) {
      texts.add(samples.time(i) + " " + samples.value(i));
      least = Math.min(least, samples.value(i));
    }
    return query.function().isEmpty() ? texts : List.of(query.times().max() + " " + least);
  }

  private static SelectHints hints(String function, TimeRange range) {
    return SelectHints.of(range)
        .withFunction(function)
        .withMaxResolution(BlockDownsampler.ONE_HOUR);
  }

  private static Map<Labels, SampleBuffer> select(
      BlockReader block, List<Matcher> matchers, SelectHints hints) {
    Map<Labels, SampleBuffer> found = new LinkedHashMap<>();
    try (SeriesCursor cursor = block.select(matchers, hints, QueryContext.unlimited())) {
      for (Optional<SeriesBatch> next = cursor.next(); next.isPresent(); next = cursor.next()) {
        try (SeriesBatch batch = next.get()) {
          for (int i = 0; i < batch.size(); i++) {
            SampleBuffer samples = new SampleBuffer();
            batch.readSamples(i, samples);
            found.put(batch.labels(i), samples);
          }
        }
      }
    }
    return found;
  }
}
