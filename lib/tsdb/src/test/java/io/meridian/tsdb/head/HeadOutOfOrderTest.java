package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.file.Disk;
import io.meridian.tsdb.ingest.RemoteWriteDecoder;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Samples that come late or in any order: stored, told apart, read and cut as if in order. */
class HeadOutOfOrderTest {
  private static final long HOUR = 3_600_000;
  private static final long START = 472_222 * HOUR;
  private static final HeadOptions OPTIONS =
      new HeadOptions(
          Duration.ofHours(2),
          Duration.ofMinutes(10),
          Duration.ofDays(7),
          100_000,
          LabelLimits.NONE,
          0);

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private final UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final List<byte[]> records = new ArrayList<>();

  /** What was accepted: series, time, value. */
  private final Map<Labels, SortedMap<Long, String>> model = new TreeMap<>();

  private Head head = new Head(OPTIONS);

  @BeforeEach
  void open() {
    head = new Head(OPTIONS, Disk.local(), folder.resolve("full"));
  }

  private List<SampleOutcome> append(RequestBytes request, long now) {
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    head.append(
        batch,
        now,
        outcomes,
        (record, from, to) -> {
          records.add(Arrays.copyOfRange(record, from, to));
          return records.size();
        });
    List<SampleOutcome> all = new ArrayList<>();
    for (int i = 0; i < outcomes.size(); i++) {
      all.add(outcomes.outcome(i));
    }
    return all;
  }

  /** Every sample's value follows from its time. */
  private static double value(long time) {
    return (int) (time % 1013);
  }

  private void remember(String series, long time) {
    model
        .computeIfAbsent(Labels.of("series", series), _ -> new TreeMap<>())
        .put(time, "%d %016x".formatted(time, Double.doubleToRawLongBits(value(time))));
  }

  private Map<Labels, List<String>> expected(long from, long to) {
    Map<Labels, List<String>> lists = new TreeMap<>();
    model.forEach((labels, samples) -> {
      List<String> part = List.copyOf(samples.subMap(from, to).values());
      if (!part.isEmpty()) {
        lists.put(labels, part);
      }
    });
    return lists;
  }

  private Optional<BlockMeta> cut(long until) {
    return head.cut(
        until, Disk.local(), folder, names.next(), BlockWriter.Options.DEFAULT, Optional.empty());
  }

  private Optional<BlockMeta> cutLate() {
    return head.cutLate(
        Disk.local(), folder, names.next(), BlockWriter.Options.DEFAULT, Optional.empty());
  }

  private Map<Labels, List<String>> read(BlockMeta meta) {
    try (BlockReader block = BlockReader.open(folder.resolve(meta.ulid().toString()))) {
      return SeriesText.of(block);
    }
  }

  @Test
  void tellsWhatBecameOfSamplesThatAreNotInOrder() {
    RequestBytes request = new RequestBytes().label("series", "a");
    request.sample(START + 100, 1).sample(START + 50, 2).sample(START + 50, 2);
    request.sample(START + 50, 3).sample(START + 70, 4).sample(START + 120, 5).endSeries();
    assertThat(append(request, START))
        .containsExactly(
            SampleOutcome.STORED,
            SampleOutcome.STORED_OUT_OF_ORDER,
            SampleOutcome.DUPLICATE,
            SampleOutcome.OTHER_VALUE,
            SampleOutcome.STORED_OUT_OF_ORDER,
            SampleOutcome.STORED);

    request.label("series", "a").sample(START + 50, 2).sample(START + 70, 0);
    request.sample(START + 100, 1).sample(START + 120, 5).sample(START + 60, 9).endSeries();
    assertThat(append(request, START))
        .containsExactly(
            SampleOutcome.DUPLICATE,
            SampleOutcome.OTHER_VALUE,
            SampleOutcome.DUPLICATE,
            SampleOutcome.DUPLICATE,
            SampleOutcome.STORED_OUT_OF_ORDER);
    assertThat(SeriesText.of(head).values().iterator().next())
        .extracting(text -> Long.parseLong(text.substring(0, text.indexOf(' '))) - START)
        .containsExactly(50L, 60L, 70L, 100L, 120L);
  }

  @Test
  void refusesWhatIsOlderThanAWeekAlsoBeforeTheFirstCut() {
    RequestBytes request = new RequestBytes().label("series", "a");
    request.sample(START - 7 * 24 * HOUR - 1, 1).sample(START - 7 * 24 * HOUR, 2);
    request.sample(START, 3).sample(START - 8 * 24 * HOUR, 4).endSeries();

    assertThat(append(request, START))
        .containsExactly(
            SampleOutcome.TOO_OLD,
            SampleOutcome.STORED,
            SampleOutcome.STORED,
            SampleOutcome.TOO_OLD);
  }

  @Test
  void takesLateSamplesApartUpToAWeekAndRefusesOlderOnes() {
    append(new RequestBytes().label("series", "a").sample(START, 1).endSeries(), START);
    assertThat(cut(START + 2 * HOUR)).isPresent();
    RequestBytes request = new RequestBytes().label("series", "a");
    request.sample(START + 1, 2).sample(START - 7 * 24 * HOUR, 3);
    request.sample(START - 7 * 24 * HOUR - 1, 4).sample(START + 1, 2).endSeries();
    request.label("series", "new").sample(START, 5).sample(START + 3 * HOUR, 6).endSeries();

    assertThat(append(request, START))
        .containsExactly(
            SampleOutcome.STORED_LATE,
            SampleOutcome.STORED_LATE,
            SampleOutcome.TOO_OLD,
            SampleOutcome.DUPLICATE,
            SampleOutcome.STORED_LATE,
            SampleOutcome.TOO_FAR_AHEAD);
    BlockMeta first = cutLate().orElseThrow();
    assertThat(first.minTime()).isEqualTo(START - 7 * 24 * HOUR);
    assertThat(first.maxTime() - first.minTime()).isEqualTo(2 * HOUR);
    BlockMeta second = cutLate().orElseThrow();
    assertThat(second.minTime()).isEqualTo(START);
    assertThat(second.stats().samples()).isEqualTo(2);
    assertThat(cutLate()).isEmpty();
    assertThat(SeriesText.of(head)).isEmpty();
  }

  @Test
  void knowsWhereItsSamplesBegin() {
    assertThat(head.begin()).isEqualTo(Long.MAX_VALUE);

    append(new RequestBytes().label("series", "a").sample(START + 100, 1).endSeries(), START);
    assertThat(head.begin()).isEqualTo(START + 100);

    append(new RequestBytes().label("series", "a").sample(START + 50, 2).endSeries(), START);
    assertThat(head.begin()).isEqualTo(START + 50);
  }

  @Test
  void readsCutsAndReplaysAnyOrderAsItReadsOrder() {
    RandomGenerator random = seed.random();
    String[] series = {"a", "b", "c", "d"};
    for (int i = 0; i < 3000; i++) {
      RequestBytes request = new RequestBytes();
      for (String name : series) {
        // a: in order, b: mostly, c: anywhere, d: from the end to the begin
        long time =
            switch (name) {
              case "a" -> START + i * 4000L;
              case "b" ->
                  START
                      + Math.max(
                          0, i * 4000L - (random.nextInt(5) == 0 ? random.nextInt(60_000) : 0));
              case "c" -> START + random.nextInt(12_000_000);
              default -> START + 12_000_000 - i * 4000L;
            };
        put(request, name, time);
      }
      append(request, START + 12_000_000);
      assertThat(outcomes.successes()).isEqualTo(series.length);
    }
    assertThat(SeriesText.of(head)).isEqualTo(expected(0, Long.MAX_VALUE));
    List<byte[]> again = new ArrayList<>(records);
    again.addAll(records.subList(1000, records.size()));
    assertThat(SeriesText.of(replayed(again))).isEqualTo(expected(0, Long.MAX_VALUE));

    assertThat(read(cut(START + 2 * HOUR).orElseThrow()))
        .isEqualTo(expected(START, START + 2 * HOUR));
    assertThat(SeriesText.of(head)).isEqualTo(expected(START + 2 * HOUR, Long.MAX_VALUE));
    assertThat(read(cut(START + 4 * HOUR).orElseThrow()))
        .isEqualTo(expected(START + 2 * HOUR, START + 4 * HOUR));
    assertThat(SeriesText.of(head)).isEmpty();
  }

  private static Head replayed(List<byte[]> records) {
    Head again = new Head(OPTIONS);
    HeadReplay replay = again.replay(3);
    for (int shard = 0; shard < 3; shard++) {
      for (byte[] record : records) {
        replay.accept(shard, record, record.length);
      }
      replay.flush(shard);
    }
    assertThat(replay.finish()).isZero();
    return again;
  }

  @Test
  void letsOneClusterCatchUpWhileNineteenOthersWriteOn() {
    long step = 30_000;
    long end = START + 6 * HOUR;
    long behind = START;
    List<BlockMeta> blocks = new ArrayList<>();
    for (long now = START; now < end; now += step) {
      RequestBytes request = new RequestBytes();
      for (int cluster = 0; cluster < 19; cluster++) {
        put(request, "c%02d".formatted(cluster), now);
      }
      // cut off for three hours, then four samples for each that time brings
      for (int i = 0; now >= START + 3 * HOUR && i < 4 && behind <= now; i++, behind += step) {
        put(request, "c19", behind);
      }
      append(request, now);
      assertThat(outcomes.successes()).isEqualTo(outcomes.size());
      cut(now - 3 * HOUR).ifPresent(blocks::add);
    }

    assertThat(behind).isEqualTo(end);
    assertThat(cutLate()).isEmpty();
    long cutTo = blocks.getLast().maxTime();
    for (BlockMeta block : blocks) {
      assertThat(read(block)).isEqualTo(expected(block.minTime(), block.maxTime()));
    }
    assertThat(SeriesText.of(head)).isEqualTo(expected(cutTo, Long.MAX_VALUE));
  }

  @Test
  void takesAClusterThatIsADayBehindIntoBlocksOfItsOwn() {
    long step = 60_000;
    long begin = START;
    long now = begin + 24 * HOUR;
    append(
        new RequestBytes().label("series", "other").sample(now - 1, value(now - 1)).endSeries(),
        now);
    remember("other", now - 1);
    assertThat(cut(now - 3 * HOUR)).isEmpty();
    List<BlockMeta> blocks = new ArrayList<>();
    int lateBlocks = 0;
    long behind = begin;
    for (long end = now + 5 * HOUR; now < end; now += step) {
      RequestBytes request = new RequestBytes();
      put(request, "other", now);
      for (int i = 0; i < 8 && behind <= now; i++, behind += step) {
        for (int part = 0; part < 5; part++) {
          put(request, "c19-" + part, behind);
        }
      }
      append(request, now);
      assertThat(outcomes.successes()).isEqualTo(outcomes.size());
      cut(now - 3 * HOUR).ifPresent(blocks::add);
      if (now % (20 * step) == 0 && cutLate().map(blocks::add).isPresent()) {
        lateBlocks++;
      }
    }
    assertThat(lateBlocks).isPositive();
    assertThat(SeriesText.of(head)).hasSize(6);
    for (Optional<BlockMeta> next = cutLate(); next.isPresent(); next = cutLate()) {
      blocks.add(next.get());
    }

    assertThat(blocks).hasSizeGreaterThan(9);
    Map<Labels, SortedMap<Long, String>> found = new TreeMap<>();
    SeriesText.of(head).forEach((labels, samples) -> add(found, labels, samples));
    for (BlockMeta block : blocks) {
      assertThat(block.maxTime() - block.minTime()).isEqualTo(2 * HOUR);
      assertThat(block.minTime() % (2 * HOUR)).isZero();
      read(block).forEach((labels, samples) -> add(found, labels, samples));
    }
    assertThat(found).isEqualTo(model);
  }

  private static void add(
      Map<Labels, SortedMap<Long, String>> into, Labels labels, List<String> samples) {
    SortedMap<Long, String> series = into.computeIfAbsent(labels, _ -> new TreeMap<>());
    for (String sample : samples) {
      String before = series.put(Long.parseLong(sample.substring(0, sample.indexOf(' '))), sample);
      assertThat(before).isNull();
    }
  }

  private void put(RequestBytes request, String series, long time) {
    request.label("series", series).sample(time, value(time)).endSeries();
    remember(series, time);
  }
}
