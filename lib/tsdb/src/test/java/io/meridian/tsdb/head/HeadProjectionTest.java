package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.HashedLabels;
import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.LabelRewrite;
import io.meridian.model.Labels;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SeriesCounts;
import io.meridian.model.SeriesHash;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Series with few of their labels are the series with all of them. */
class HeadProjectionTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Matcher UP = Matcher.equal("__name__", "up");

  @RegisterExtension final Seed seed = new Seed();

  private final Head head =
      new Head(
          new HeadOptions(
              Duration.ofHours(2),
              Duration.ofMinutes(10),
              Duration.ofDays(7),
              100_000,
              LabelLimits.NONE,
              0));
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final QueryContext context =
      new QueryContext(System::nanoTime, Duration.ofMinutes(5), 64 << 20, Long.MAX_VALUE);

  private void append(byte[] body) {
    decoder.decode(body, 0, body.length, batch);
    head.append(batch, NOW, outcomes);
  }

  private void fill(RandomGenerator random) {
    RequestBytes request = new RequestBytes();
    for (int series = random.nextInt(1, 400); series > 0; series--) {
      request.label("__name__", random.nextInt(10) == 0 ? "down" : "up");
      for (String name : List.of("a", "cluster", "replica", "z")) {
        if (random.nextInt(3) > 0) {
          request.label(name, "v" + random.nextInt(name.equals("z") ? 300 : 3));
        }
      }
      long time = NOW - random.nextInt(400_000);
      for (int i = random.nextInt(1, 30); i > 0; i--) {
        request.sample(time, random.nextInt(9) == 0 ? StaleMarker.VALUE : random.nextInt(5));
        time += random.nextInt(6) == 0 ? -random.nextInt(30_000) : 15_000;
      }
      request.endSeries();
    }
    append(request.take());
  }

  private static LabelNames names(RandomGenerator random, String... of) {
    List<String> names = new ArrayList<>();
    for (String name : of) {
      if (random.nextBoolean()) {
        names.add(name);
      }
    }
    return LabelNames.of(names);
  }

  private static String samples(ChunkSeriesCursor cursor, TimeRange range, boolean last) {
    ChunkDecoder decoder = new ChunkDecoder("test");
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < cursor.chunks(); i++) {
      assertThat(cursor.chunkMinTime(i)).isLessThanOrEqualTo(cursor.chunkMaxTime(i));
      ChunkBytes chunk = cursor.chunk(i);
      decoder.decode(
          chunk.encoding(),
          chunk.data(),
          chunk.from(),
          chunk.to(),
          range.min(),
          range.max(),
          samples);
    }
    List<String> text = new ArrayList<>();
    for (int i = last ? Math.max(0, samples.size() - 1) : 0; i < samples.size(); i++) {
      text.add(samples.time(i) + "=" + samples.value(i));
    }
    return text.toString();
  }

  /** What projected series should be, by hash, made of the whole ones. */
  private Map<String, String> expected(SeriesProjection projection, TimeRange range) {
    Map<String, String> expected = new TreeMap<>();
    LabelRewrite rewrite = new LabelRewrite(projection.external(), projection.removed());
    try (ChunkSeriesCursor cursor = head.chunkSeries(List.of(UP), range, context)) {
      while (cursor.next()) {
        LabelBytes all = new LabelBytes();
        rewrite.apply(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo(), all);
        SeriesHash hash = new SeriesHash().set(0, 0).add(all.bytes(), 0, all.length());
        LabelBytes left = new LabelBytes();
        projection.names().select(true, all.bytes(), 0, all.length(), left);
        add(hash, left.labels(0), samples(cursor, range, projection.lastSample()), expected);
      }
    }
    expected.values().removeIf(text -> text.endsWith("[]"));
    return expected;
  }

  /** Series that become the same may stand in any order. */
  private static void add(
      SeriesHash hash, Labels labels, String samples, Map<String, String> into) {
    String key = "%016x%016x %s".formatted(hash.high(), hash.low(), samples);
    String same = key;
    for (int i = 1; into.containsKey(same); i++) {
      same = key + " " + i;
    }
    into.put(same, labels + samples);
  }

  private Map<String, String> projected(SeriesProjection projection, TimeRange range) {
    Map<String, String> found = new TreeMap<>();
    String last = "";
    try (ChunkSeriesCursor cursor = head.projected(List.of(UP), range, projection, context)) {
      while (cursor.next()) {
        assertThat(HashedLabels.is(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo()))
            .isTrue();
        int at = cursor.labelsFrom();
        SeriesHash hash =
            new SeriesHash()
                .set(bits(cursor.labelBytes(), at + 3), bits(cursor.labelBytes(), at + 13));
        String order = "%016x%016x".formatted(hash.high(), hash.low());
        assertThat(order).isGreaterThanOrEqualTo(last);
        last = order;
        Labels labels =
            Labels.copyOf(cursor.labelBytes(), at + HashedLabels.SIZE, cursor.labelsTo());
        add(hash, labels, samples(cursor, range, projection.lastSample()), found);
      }
    }
    found.values().removeIf(text -> text.endsWith("[]"));
    assertThat(context.bytes()).isZero();
    return found;
  }

  private static long bits(byte[] bytes, int from) {
    long value = 0;
    for (int i = from; i < from + 10; i++) {
      value = (value << 7) | bytes[i];
    }
    return value;
  }

  @Test
  void givesTheSeriesAndSamplesThatWholeSeriesHave() {
    RandomGenerator random = seed.random();
    fill(random);
    for (int round = 0; round < 100; round++) {
      if (round % 20 == 19) {
        fill(random);
      }
      Labels external =
          random.nextBoolean()
              ? Labels.of("receive_replica", "r")
              : Labels.of("cluster", "v1", "receive_replica", "r");
      SeriesProjection projection =
          new SeriesProjection(
              names(random, "__name__", "a", "cluster", "receive_replica", "z"),
              external,
              names(random, "replica", "receive_replica", "absent"),
              random.nextBoolean());
      long end = NOW - random.nextInt(500_000) + 100_000;
      TimeRange range = new TimeRange(end - random.nextInt(300_000), end);

      Map<String, String> found = projected(projection, range);
      Map<String, String> expected = expected(projection, range);
      assertThat(found.size()).isEqualTo(expected.size());
      found.forEach((key, text) ->
          assertThat(text).as("%s of %s", key, projection).isEqualTo(expected.get(key)));
    }
  }

  /** How many series show a sample at each step, by labels, made of the whole ones. */
  private Map<Labels, List<Long>> expectedCounts(SeriesProjection projection, LookbackSteps steps) {
    Map<Labels, List<Long>> counts = new HashMap<>();
    LabelRewrite rewrite = new LabelRewrite(projection.external(), projection.removed());
    ChunkDecoder chunks = new ChunkDecoder("test");
    try (ChunkSeriesCursor cursor = head.chunkSeries(List.of(UP), TimeRange.ALL, context)) {
      while (cursor.next()) {
        LabelBytes all = new LabelBytes();
        rewrite.apply(cursor.labelBytes(), cursor.labelsFrom(), cursor.labelsTo(), all);
        LabelBytes left = new LabelBytes();
        projection.names().select(true, all.bytes(), 0, all.length(), left);
        SampleBuffer samples = new SampleBuffer();
        for (int i = 0; i < cursor.chunks(); i++) {
          ChunkBytes chunk = cursor.chunk(i);
          chunks.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
        }
        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < steps.count(); i++) {
          shown.add(isShown(samples, steps.first() + i * steps.step(), steps.lookback()));
        }
        counts.merge(
            left.labels(0),
            shown,
            (a, b) -> IntStream.range(0, a.size()).mapToObj(i -> a.get(i) + b.get(i)).toList());
      }
    }
    counts.values().removeIf(of -> of.stream().allMatch(count -> count == 0));
    return counts;
  }

  private static long isShown(SampleBuffer samples, long at, long lookback) {
    long shown = 0;
    for (int i = 0; i < samples.size() && samples.time(i) <= at; i++) {
      boolean young = samples.time(i) > at - lookback;
      shown = young && !StaleMarker.isStale(samples.value(i)) ? 1 : 0;
    }
    return shown;
  }

  private static Map<Labels, List<Long>> found(SeriesCounts counts) {
    Map<Labels, List<Long>> found = new HashMap<>();
    for (int group = 0; group < counts.size(); group++) {
      List<Long> of = new ArrayList<>();
      for (int i = 0; i < counts.steps(); i++) {
        of.add(counts.cells()[counts.firstCell(group) + i]);
      }
      Labels labels =
          Labels.copyOf(counts.labelBytes(), counts.labelsFrom(group), counts.labelsTo(group));
      assertThat(found.put(labels, of)).isNull();
    }
    found.values().removeIf(of -> of.stream().allMatch(count -> count == 0));
    return found;
  }

  @Test
  void countsTheSeriesThatShowASampleAtEachStep() {
    RandomGenerator random = seed.random();
    fill(random);
    for (int round = 0; round < 60; round++) {
      if (round % 20 == 19) {
        fill(random);
      }
      SeriesProjection projection =
          new SeriesProjection(
              names(random, "__name__", "a", "cluster", "receive_replica", "z"),
              Labels.of("receive_replica", "r"),
              names(random, "receive_replica", "absent"),
              false);
      long first = NOW - random.nextInt(500_000) + 100_000;
      int count = random.nextBoolean() ? 1 : random.nextInt(2, 60);
      LookbackSteps steps =
          new LookbackSteps(first, random.nextInt(1, 40_000), count, random.nextInt(1, 300_000));

      try (SeriesCounts counts =
          head.counts(List.of(UP), steps, projection, context).orElseThrow()) {
        assertThat(found(counts))
            .as("%s of %s", steps, projection)
            .isEqualTo(expectedCounts(projection, steps));
      }
      assertThat(context.bytes()).isZero();
    }
  }

  @Test
  void countsNoSeriesThatMayBecomeOne() {
    fill(seed.random());
    append(
        new RequestBytes()
            .label("__name__", "up")
            .label("replica", "x")
            .sample(NOW, 1)
            .endSeries()
            .take());
    LookbackSteps steps = new LookbackSteps(NOW, 1000, 3, 300_000);
    Labels external = Labels.of("cluster", "c");
    for (SeriesProjection projection :
        List.of(
            new SeriesProjection(LabelNames.NONE, external, LabelNames.of("replica"), false),
            new SeriesProjection(
                LabelNames.NONE, Labels.of("replica", "y"), LabelNames.NONE, false))) {
      assertThat(head.counts(List.of(UP), steps, projection, context)).isEmpty();
    }
    assertThat(context.bytes()).isZero();
  }

  @Test
  void countsNotInMoreGroupsThanAnswersHold() {
    RequestBytes request = new RequestBytes();
    for (int i = 0; i < 3000; i++) {
      request.label("__name__", "up").label("i", "%06d".formatted(i)).sample(NOW, 1).endSeries();
    }
    append(request.take());
    LookbackSteps steps = new LookbackSteps(NOW, 1000, 1000, 300_000);
    LabelNames all = LabelNames.of("i");

    assertThat(
            head.counts(
                List.of(UP),
                steps,
                new SeriesProjection(all, Labels.EMPTY, LabelNames.NONE, false),
                context))
        .isEmpty();
    assertThat(context.bytes()).isZero();
  }

  @Test
  void givesTheLastSampleAloneWhereNoSeriesCanBecomeAnother() {
    RequestBytes request = new RequestBytes().label("__name__", "up").label("a", "x");
    for (int i = 0; i < 50; i++) {
      request.sample(NOW - 500_000 + 10_000L * i, i);
    }
    append(request.endSeries().take());
    TimeRange range = new TimeRange(NOW - 300_000, NOW);
    Labels external = Labels.of("receive_replica", "r");
    SeriesProjection distinct =
        new SeriesProjection(LabelNames.NONE, external, LabelNames.of("receive_replica"), true);
    SeriesProjection joining =
        new SeriesProjection(LabelNames.NONE, external, LabelNames.of("a"), true);

    try (ChunkSeriesCursor cursor = head.projected(List.of(UP), range, distinct, context)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.chunkMinTime(0)).isEqualTo(cursor.chunkMaxTime(0)).isEqualTo(NOW - 10_000);
      assertThat(samples(cursor, TimeRange.ALL, false)).isEqualTo("[" + (NOW - 10_000) + "=49.0]");
    }
    try (ChunkSeriesCursor cursor = head.projected(List.of(UP), range, joining, context)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.chunkMinTime(0)).isEqualTo(NOW - 500_000);
    }
  }

  @Test
  void lastSamplesAreWholeBesideTheirWriter() throws Exception {
    int rounds = 20_000;
    SeriesProjection projection =
        new SeriesProjection(LabelNames.NONE, Labels.EMPTY, LabelNames.NONE, true);
    TimeRange range = new TimeRange(NOW - 60_000_000, NOW);
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<?> writing =
          threads.submit(() -> {
            for (int i = 0; i < rounds; i++) {
              RequestBytes request = new RequestBytes();
              for (String name : List.of("a", "b", "c")) {
                long time = NOW - 50_000_000 + 1000L * i;
                request.label("__name__", "up").label(name, "x").sample(time, time * 3.0);
                request.endSeries();
              }
              append(request.take());
            }
          });
      long newest = 0;
      for (boolean more = true; more; ) {
        more = !writing.isDone();
        long seen = 0;
        try (ChunkSeriesCursor cursor = head.projected(List.of(UP), range, projection, context)) {
          SampleBuffer samples = new SampleBuffer();
          while (cursor.next()) {
            ChunkBytes chunk = cursor.chunk(0);
            samples.clear();
            new ChunkDecoder("test")
                .decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
            assertThat(samples.size()).isEqualTo(1);
            assertThat(samples.value(0)).isEqualTo(samples.time(0) * 3.0);
            seen = Math.max(seen, samples.time(0));
          }
        }
        assertThat(seen).isGreaterThanOrEqualTo(newest);
        newest = seen;
      }
      writing.get();
      assertThat(newest).isEqualTo(NOW - 50_000_000 + 1000L * (rounds - 1));
    }
  }

  @Test
  void sortsHashesAsUnsignedNumbers() {
    RandomGenerator random = seed.random();
    for (int n : new int[] {0, 1, 2, 100, 5_000}) {
      for (int spread : new int[] {0, 1, 40, 63}) {
        long[] highs = new long[n];
        long[] lows = new long[n];
        for (int i = 0; i < n; i++) {
          highs[i] = random.nextLong() >> spread;
          lows[i] = random.nextLong() >> 60;
        }
        int[] order = HashOrder.of(highs, lows, n);
        assertThat(order).hasSize(n).doesNotHaveDuplicates();
        for (int i = 1; i < n; i++) {
          int byHigh = Long.compareUnsigned(highs[order[i - 1]], highs[order[i]]);
          assertThat(byHigh).isNotPositive();
          if (byHigh == 0) {
            assertThat(Long.compareUnsigned(lows[order[i - 1]], lows[order[i]])).isNotPositive();
          }
        }
      }
    }
  }
}
