package io.meridian.tsdb.head;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.BlockWriter;
import io.meridian.tsdb.block.UlidSource;
import io.meridian.tsdb.chunk.ChunkFormat;
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
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Start timestamps of floats: whatever way a sample takes, it keeps its own. */
class HeadStartTimesTest {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final long STEP = 15_000;
  private static final int SERIES = 60;
  private static final HeadOptions OPTIONS =
      new HeadOptions(Duration.ofHours(2), Duration.ofDays(1), 1000)
          .withBlocks(ChunkFormat.START_TIMES);

  @RegisterExtension final Seed seed = new Seed();
  @TempDir Path folder;

  private Head head = new Head(OPTIONS);
  private RandomGenerator random = new SplittableRandom(0);
  private final RemoteWriteDecoder decoder = new RemoteWriteDecoder();
  private final WriteBatch batch = new WriteBatch();
  private final AppendOutcomes outcomes = new AppendOutcomes();
  private final List<byte[]> records = new ArrayList<>();
  private final long[] starts = new long[SERIES];

  /** Of each series, by time. */
  private final Map<Labels, TreeMap<Long, String>> model = new TreeMap<>();

  @BeforeEach
  void open() {
    head = new Head(OPTIONS, Disk.local(), folder.resolve("full"));
    random = seed.random();
  }

  private HeadLog into(List<byte[]> list) {
    return (record, from, to) -> {
      list.add(Arrays.copyOfRange(record, from, to));
      return list.size();
    };
  }

  /** A request of some series, some of them with a sample behind those they have. */
  private void append(int round) {
    RequestBytes request = new RequestBytes();
    List<Long> given = new ArrayList<>();
    for (int series = 0; series < SERIES; series++) {
      if (random.nextInt(20) == 0) {
        continue;
      }
      request.label("__name__", "m" + series);
      long time = BEGIN + round * STEP + series;
      add(request, series, time, nextStart(series, time), given);
      if (series % 10 == 7 && round > 50 && random.nextInt(8) == 0) {
        long behind = time - STEP * (1 + random.nextInt(40)) - 7;
        add(request, series, behind, random.nextBoolean() ? behind - 5 : 0, given);
      }
      request.endSeries();
    }
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    for (int i = 0; i < given.size(); i++) {
      if (given.get(i) != 0) {
        batch.samples().startTime(i, given.get(i));
      }
    }
    head.append(batch, BEGIN + round * STEP, outcomes, into(records));
    for (int i = 0; i < outcomes.size(); i++) {
      assertThat(outcomes.outcome(i))
          .isIn(
              SampleOutcome.STORED,
              SampleOutcome.STORED_OUT_OF_ORDER,
              SampleOutcome.DUPLICATE,
              SampleOutcome.OTHER_VALUE);
    }
  }

  private void add(RequestBytes request, int series, long time, long start, List<Long> given) {
    double value = random.nextInt(3) == 0 ? random.nextDouble() : 1;
    request.sample(time, value);
    given.add(start);
    model
        .computeIfAbsent(Labels.of("__name__", "m" + series), _ -> new TreeMap<>())
        .putIfAbsent(
            time,
            "%d %016x".formatted(time, Double.doubleToRawLongBits(value))
                + (start == 0 ? "" : " since " + start));
  }

  /** None, one for always, one that changes now and then, one of each sample's own. */
  private long nextStart(int series, long time) {
    switch (series % 5) {
      case 0 -> starts[series] = 0;
      case 1, 2 -> starts[series] = BEGIN - 12_345;
      case 3 -> {
        if (random.nextInt(30) == 0) {
          starts[series] = random.nextInt(4) == 0 ? 0 : time - random.nextInt(1000);
        }
      }
      default -> starts[series] = time - STEP;
    }
    return starts[series];
  }

  private Map<Labels, List<String>> expected(long from, long to) {
    Map<Labels, List<String>> lists = new TreeMap<>();
    model.forEach(
        (labels, samples) -> lists.put(labels, new ArrayList<>(samples.subMap(from, to).values())));
    lists.values().removeIf(List::isEmpty);
    return lists;
  }

  private Map<Labels, List<String>> all() {
    return expected(Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private static Head replayed(List<byte[]> records, List<byte[]> chunks) {
    Head again = new Head(OPTIONS);
    HeadReplay replay = again.replay(2);
    for (int shard = 0; shard < 2; shard++) {
      for (byte[] record : records) {
        replay.accept(shard, record, record.length);
      }
    }
    chunks.forEach(record -> replay.acceptChunks(1, record, record.length));
    replay.finish();
    return again;
  }

  @Test
  void keepsThemThroughChunksLogSnapshotAndBlock() {
    for (int round = 0; round < 700; round++) {
      append(round);
      if (round % 100 == 37) {
        assertThat(SeriesText.of(head)).isEqualTo(all());
      }
    }
    assertThat(SeriesText.of(replayed(records, List.of()))).isEqualTo(all());

    List<byte[]> series = new ArrayList<>();
    List<byte[]> chunks = new ArrayList<>();
    head.snapshot(into(series), into(chunks));
    assertThat(SeriesText.of(replayed(series, chunks))).isEqualTo(all());

    UlidSource names = new UlidSource(InstantSource.system(), new SplittableRandom(1));
    Optional<BlockMeta> meta =
        head.cut(
            BEGIN + 3 * 3_600_000,
            Disk.local(),
            folder,
            names.next(),
            BlockWriter.Options.DEFAULT,
            Optional.empty());
    long end = meta.orElseThrow().maxTime();
    try (BlockReader block = BlockReader.open(folder.resolve(meta.get().ulid().toString()))) {
      assertThat(SeriesText.of(block)).isEqualTo(expected(Long.MIN_VALUE, end));
    }
    assertThat(SeriesText.of(head)).isEqualTo(expected(end, Long.MAX_VALUE));
  }

  @Test
  void goesOnAfterASnapshotAsIfNothingHadBeen() {
    for (int round = 0; round < 90; round++) {
      append(round);
    }
    List<byte[]> series = new ArrayList<>();
    List<byte[]> chunks = new ArrayList<>();
    head.snapshot(into(series), into(chunks));

    head = replayed(series, chunks);
    for (int round = 90; round < 300; round++) {
      append(round);
    }

    assertThat(SeriesText.of(head)).isEqualTo(all());
  }

  @Test
  void keepsTheFirstOneThatAnySeriesHasWhereverItComes() {
    append(new RequestBytes().label("__name__", "a").sample(BEGIN, 1).endSeries(), 0);
    append(new RequestBytes().label("__name__", "a").sample(BEGIN + 1, 1).endSeries(), BEGIN - 9);
    append(new RequestBytes().label("__name__", "a").sample(BEGIN + 2, 1).endSeries(), 0);

    List<String> expected =
        List.of(
            BEGIN + " 3ff0000000000000",
            BEGIN + 1 + " 3ff0000000000000 since " + (BEGIN - 9),
            BEGIN + 2 + " 3ff0000000000000");
    assertThat(SeriesText.of(head).values()).containsExactly(expected);
    assertThat(SeriesText.of(replayed(records, List.of())).values()).containsExactly(expected);
    append(new RequestBytes().label("__name__", "a").sample(BEGIN + 7_200_000, 1).endSeries(), 0);
    assertThat(SeriesText.of(head).values().iterator().next())
        .startsWith(expected.toArray(String[]::new))
        .hasSize(4);
  }

  @Test
  void recordsNothingMoreForSamplesWithoutOne() {
    append(new RequestBytes().label("__name__", "a").sample(BEGIN, 1).endSeries(), 0);
    append(new RequestBytes().label("__name__", "a").sample(BEGIN + 1, 1).endSeries(), 0);
    append(new RequestBytes().label("__name__", "a").sample(BEGIN + 2, 1).endSeries(), BEGIN);

    assertThat(records.get(2)).hasSize(records.get(1).length + Long.BYTES);
  }

  private void append(RequestBytes request, long start) {
    byte[] body = request.take();
    decoder.decode(body, 0, body.length, batch);
    if (start != 0) {
      batch.samples().startTime(0, start);
    }
    head.append(batch, BEGIN, outcomes, into(records));
  }
}
