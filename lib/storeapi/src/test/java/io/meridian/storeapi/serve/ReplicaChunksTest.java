package io.meridian.storeapi.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.QueryContext;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SampleWindows;
import io.meridian.model.StaleMarker;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.merge.ReplicaDedup;
import io.meridian.tsdb.merge.SamplePieces;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replicas of which some are left out, held against all of them. */
class ReplicaChunksTest {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final Labels SERIES = Labels.of("__name__", "up");

  @RegisterExtension final Seed seed = new Seed();

  private final EvenChunks known = new EvenChunks(1 << 12);
  private final List<String> told = new ArrayList<>();

  /** Samples by their times; NaN is a stale marker. */
  private record Scraped(long interval, List<Long> times, List<Double> values) {}

  private static Scraped scraped(RandomGenerator random, long interval, int count, int faults) {
    Scraped scraped = new Scraped(interval, new ArrayList<>(), new ArrayList<>());
    long phase = random.nextLong(interval);
    int away = 0;
    for (int i = 0; i < count; i++) {
      if (faults > 0 && random.nextInt(200) < faults) {
        away = random.nextInt(3) == 0 ? random.nextInt(1, 150) : 1;
      }
      boolean marker = away > 0 && random.nextInt(3) == 0;
      if (away == 0 || marker) {
        scraped.times().add(BEGIN + phase + i * interval + random.nextLong(interval / 50));
        scraped.values().add(marker ? StaleMarker.VALUE : i);
      }
      away = Math.max(0, away - 1);
    }
    return scraped;
  }

  private static MemoryStore stored(RandomGenerator random, Scraped scraped, TimeRange range) {
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    int size = random.nextInt(20, 121);
    for (int from = 0; from < scraped.times().size(); from += size) {
      int to = Math.min(scraped.times().size(), from + size);
      XorEncoder encoder = new XorEncoder();
      for (int i = from; i < to; i++) {
        encoder.append(scraped.times().get(i), scraped.values().get(i));
      }
      long min = scraped.times().get(from);
      long max = scraped.times().get(to - 1);
      if (range.overlaps(min, max)) {
        byte[] data = Arrays.copyOf(encoder.bytes(), encoder.length());
        store.add(SERIES, new MemoryStore.Chunk(ChunkEncoding.XOR, min, max, data));
      }
    }
    return store;
  }

  private ReplicaChunks walk(TimeRange range, List<MemoryStore> stores) {
    return new ReplicaChunks(
        stores.stream()
            .map(store ->
                new ReplicaChunks.Replica(
                    store.series(request(TimeRange.ALL)),
                    e -> told.add(String.valueOf(e.getMessage()))))
            .toList(),
        range,
        known);
  }

  private static ChunkRequest request(TimeRange range) {
    return new ChunkRequest(
        List.of(),
        range,
        SampleWindows.of(TimeRange.ALL),
        List.of(),
        0,
        false,
        ChunkFormat.COMPATIBLE,
        QueryContext.unlimited(),
        BlockHints.NONE,
        new CallUse(CallLimits.NONE),
        _ -> {});
  }

  private record Joined(SampleBuffer samples, int chunks) {}

  private static Joined joined(ReplicaChunks walk) {
    SamplePieces pieces = new SamplePieces();
    ChunkDecoder decoder = new ChunkDecoder();
    int chunks = 0;
    try (walk) {
      while (walk.next()) {
        chunks += walk.chunks();
        for (int i = 0; i < walk.chunks(); i++) {
          ChunkBytes chunk = walk.chunk(i);
          decoder.decode(
              chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), pieces.samples());
          pieces.endPiece();
        }
      }
    }
    SampleBuffer samples = new SampleBuffer();
    new ReplicaDedup(ReplicaDedup.Algorithm.COVERAGE).merge(pieces, false, samples);
    return new Joined(samples, chunks);
  }

  private static int chunksIn(MemoryStore store) {
    return store.content().getOrDefault(SERIES, List.of()).size();
  }

  @Test
  void missNothingThatAnyReplicaHas() {
    RandomGenerator random = seed.random();
    int spared = 0;
    for (int round = 0; round < 400; round++) {
      long interval = random.nextBoolean() ? 15_000 : 30_000;
      int count = random.nextInt(1, 3_000);
      List<Scraped> all = new ArrayList<>();
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        all.add(scraped(random, interval, count, random.nextInt(3)));
      }
      TimeRange range = new TimeRange(BEGIN, BEGIN + count * interval);
      TimeRange asked = random.nextBoolean() ? range : partOf(range, random);
      List<MemoryStore> whole = stored(random, all, TimeRange.ALL);
      List<MemoryStore> partial = stored(random, all, asked);

      Joined expected = everything(whole);
      Joined given = joined(walk(asked, partial));
      Joined again = joined(walk(asked, partial));

      assertThat(again.chunks()).as("chunks once the first are known").isEqualTo(given.chunks());
      checkNear(expected.samples(), given.samples(), asked, 2 * interval);
      spared += expected.chunks() - given.chunks();
    }
    assertThat(told).isEmpty();
    assertThat(spared).as("chunks left out").isGreaterThan(1_000);
  }

  private static TimeRange partOf(TimeRange range, RandomGenerator random) {
    long from = random.nextLong(range.min(), range.max());
    return new TimeRange(from, random.nextLong(from, range.max()));
  }

  private static List<MemoryStore> stored(
      RandomGenerator random, List<Scraped> all, TimeRange range) {
    return all.stream().map(each -> stored(random, each, range)).toList();
  }

  /** What comes of all chunks of all replicas. */
  private static Joined everything(List<MemoryStore> stores) {
    SamplePieces pieces = new SamplePieces();
    ChunkDecoder decoder = new ChunkDecoder();
    int chunks = 0;
    for (MemoryStore store : stores) {
      for (MemoryStore.Chunk chunk : store.content().getOrDefault(SERIES, List.of())) {
        decoder.decode(chunk.encoding(), chunk.data(), 0, chunk.data().length, pieces.samples());
        pieces.endPiece();
        chunks++;
      }
    }
    SampleBuffer samples = new SampleBuffer();
    new ReplicaDedup(ReplicaDedup.Algorithm.COVERAGE).merge(pieces, false, samples);
    return new Joined(samples, chunks);
  }

  /** In the range, a sample is near where one was expected, but for the phase. */
  private static void checkNear(
      SampleBuffer expected, SampleBuffer given, TimeRange range, long tolerance) {
    for (int i = 0; i < expected.size(); i++) {
      long time = expected.time(i);
      if (!StaleMarker.isStale(expected.value(i)) && range.overlaps(time, time)) {
        assertThat(hasNear(given, time, tolerance))
            .as("a sample near %d, %s", time - BEGIN, range)
            .isTrue();
      }
    }
  }

  private static boolean hasNear(SampleBuffer samples, long time, long tolerance) {
    for (int i = 0; i < samples.size(); i++) {
      if (Math.abs(samples.time(i) - time) <= tolerance && !StaleMarker.isStale(samples.value(i))) {
        return true;
      }
    }
    return false;
  }

  @Test
  void giveOneReplicaWhereItIsComplete() {
    RandomGenerator random = seed.random();
    Scraped one = scraped(random, 30_000, 2_000, 0);
    Scraped other = scraped(random, 30_000, 2_000, 5);
    // Within the time of the first, so that nothing of the other reaches beyond it.
    TimeRange range = new TimeRange(one.times().getFirst(), one.times().getLast());
    MemoryStore first = new MemoryStore(Labels.EMPTY);
    MemoryStore second = new MemoryStore(Labels.EMPTY);
    chunksOf(120, one, first);
    chunksOf(110, other, second);

    Joined given = joined(walk(range, List.of(first, second)));

    assertThat(given.chunks()).isEqualTo(chunksIn(first));
    assertThat(Arrays.copyOf(given.samples().times(), given.samples().size()))
        .isEqualTo(one.times().stream().mapToLong(Long::longValue).toArray());
  }

  @Test
  void showMarkersWhereEveryReplicaHasOne() {
    RandomGenerator random = seed.random();
    Scraped one = scraped(random, 30_000, 1_000, 0);
    Scraped other = scraped(random, 30_000, 1_000, 0);
    one.values().set(300, StaleMarker.VALUE); // the target was there, as the other says
    one.values().set(600, StaleMarker.VALUE);
    for (int i = 600; i < 640; i++) { // nobody saw it
      one.values().set(i, StaleMarker.VALUE);
      other.values().set(i, StaleMarker.VALUE);
    }
    MemoryStore first = new MemoryStore(Labels.EMPTY);
    MemoryStore second = new MemoryStore(Labels.EMPTY);
    chunksOf(120, one, first);
    chunksOf(120, other, second);
    TimeRange range = new TimeRange(BEGIN, BEGIN + 30_000_000);

    Joined given = joined(walk(range, List.of(first, second)));

    List<Long> markers = new ArrayList<>();
    for (int i = 0; i < given.samples().size(); i++) {
      if (StaleMarker.isStale(given.samples().value(i))) {
        markers.add((given.samples().time(i) - BEGIN) / 30_000);
      }
    }
    assertThat(markers).isNotEmpty().allMatch(at -> at >= 600 && at <= 640);
    assertThat(given.chunks()).isLessThan(18);
  }

  @Test
  void giveAllOfAReplicaWhoseSamplesLieCloser() {
    RandomGenerator random = seed.random();
    Scraped coarse = scraped(random, 60_000, 1_000, 0);
    Scraped fine = scraped(random, 15_000, 4_000, 0);
    TimeRange range = new TimeRange(BEGIN, BEGIN + 60_000_000);
    MemoryStore first = new MemoryStore(Labels.EMPTY);
    MemoryStore second = new MemoryStore(Labels.EMPTY);
    chunksOf(120, coarse, first);
    chunksOf(120, fine, second);

    Joined given = joined(walk(range, List.of(first, second)));

    assertThat(given.chunks()).isEqualTo(chunksIn(first) + chunksIn(second));
    assertThat(given.samples().size()).isGreaterThan(3_900);
  }

  private static void chunksOf(int size, Scraped scraped, MemoryStore store) {
    for (int from = 0; from < scraped.times().size(); from += size) {
      int to = Math.min(scraped.times().size(), from + size);
      XorEncoder encoder = new XorEncoder();
      for (int i = from; i < to; i++) {
        encoder.append(scraped.times().get(i), scraped.values().get(i));
      }
      store.add(
          SERIES,
          new MemoryStore.Chunk(
              ChunkEncoding.XOR,
              scraped.times().get(from),
              scraped.times().get(to - 1),
              Arrays.copyOf(encoder.bytes(), encoder.length())));
    }
  }

  @Test
  void giveEachSeriesOnceWhicheverReplicaHasIt() {
    RandomGenerator random = seed.random();
    List<MemoryStore> stores = new ArrayList<>();
    Map<Labels, Integer> having = new HashMap<>();
    for (int i = 0; i < 3; i++) {
      MemoryStore store = new MemoryStore(Labels.EMPTY);
      for (int series = 0; series < 50; series++) {
        if (random.nextBoolean()) {
          Labels labels = Labels.of("series", Integer.toString(series));
          store.add(labels, MemoryStore.floats(BEGIN, 30, series));
          having.merge(labels, 1, Integer::sum);
        }
      }
      stores.add(store);
    }
    Map<Labels, Integer> given = new HashMap<>();
    Labels before = Labels.EMPTY;
    try (ReplicaChunks walk = walk(TimeRange.ALL, stores)) {
      while (walk.next()) {
        Labels labels = Labels.copyOf(walk.labelBytes(), walk.labelsFrom(), walk.labelsTo());
        assertThat(labels).isGreaterThan(before);
        before = labels;
        given.put(labels, walk.chunks());
      }
    }
    assertThat(given.keySet()).isEqualTo(having.keySet());
    assertThat(given.values()).containsOnly(1);
    assertThat(stores).allSatisfy(store -> assertThat(store.open()).hasValue(0));
  }

  @Test
  void goOnWithTheOthersWhereOneFails() {
    MemoryStore first = new MemoryStore(Labels.EMPTY);
    MemoryStore second = new MemoryStore(Labels.EMPTY);
    for (int series = 0; series < 10; series++) {
      Labels labels = Labels.of("series", Integer.toString(series));
      first.add(labels, MemoryStore.floats(BEGIN, 30, series));
      second.add(labels, MemoryStore.floats(BEGIN + 300, 30, series));
    }
    first.failing(4, () -> new UnavailableException("the bucket is gone"));
    List<Long> begins = new ArrayList<>();
    try (ReplicaChunks walk = walk(TimeRange.ALL, List.of(first, second))) {
      while (walk.next()) {
        begins.add(walk.chunkMinTime(0));
      }
    }
    assertThat(told).containsExactly("the bucket is gone");
    assertThat(begins).hasSize(10);
    assertThat(begins.subList(0, 4)).containsOnly(BEGIN);
    assertThat(begins.subList(4, 10)).containsOnly(BEGIN + 300);
  }

  @Test
  void leaveADamagedChunkToTheOtherReplica() {
    MemoryStore first = new MemoryStore(Labels.EMPTY);
    MemoryStore second = new MemoryStore(Labels.EMPTY);
    first.add(SERIES, MemoryStore.floats(BEGIN, 30, 1));
    first.add(
        SERIES,
        new MemoryStore.Chunk(
            ChunkEncoding.XOR, BEGIN + 30_000, BEGIN + 59_000, new byte[] {0, 30, 1}));
    first.add(SERIES, MemoryStore.floats(BEGIN + 60_000, 30, 1));
    for (int chunk = 0; chunk < 3; chunk++) {
      second.add(SERIES, MemoryStore.floats(BEGIN + chunk * 30_000L + 200, 30, 2));
    }
    List<Long> begins = new ArrayList<>();
    try (ReplicaChunks walk = walk(new TimeRange(BEGIN, BEGIN + 89_000), List.of(first, second))) {
      while (walk.next()) {
        for (int i = 0; i < walk.chunks(); i++) {
          begins.add(walk.chunkMinTime(i));
        }
      }
    }
    assertThat(told).hasSize(1);
    assertThat(begins).containsExactly(BEGIN, BEGIN + 30_200, BEGIN + 60_000);
  }

  /** Both have one chunk in the range, the first of 60 s for two hours. */
  @Test
  void giveTheOneThatScrapesMoreOften() {
    Scraped seldom = new Scraped(60_000, new ArrayList<>(), new ArrayList<>());
    Scraped often = new Scraped(15_000, new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 120; i++) {
      seldom.times().add(BEGIN + 60_000L * i);
      often.times().add(BEGIN + 7_000 + 15_000L * i);
      seldom.values().add(1.0 * i);
      often.values().add(0.25 * i);
    }
    TimeRange window = new TimeRange(BEGIN + 600_000, BEGIN + 900_000);

    Joined joined = joined(walk(window, List.of(oneChunk(seldom), oneChunk(often))));

    assertThat(joined.chunks()).isEqualTo(2);
  }

  private static MemoryStore oneChunk(Scraped scraped) {
    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < scraped.times().size(); i++) {
      encoder.append(scraped.times().get(i), scraped.values().get(i));
    }
    MemoryStore store = new MemoryStore(Labels.EMPTY);
    byte[] data = Arrays.copyOf(encoder.bytes(), encoder.length());
    long first = scraped.times().getFirst();
    store.add(
        SERIES, new MemoryStore.Chunk(ChunkEncoding.XOR, first, scraped.times().getLast(), data));
    return store;
  }
}
