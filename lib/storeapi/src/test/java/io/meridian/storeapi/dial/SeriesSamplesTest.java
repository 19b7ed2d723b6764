package io.meridian.storeapi.dial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.merge.ReplicaDedup;
import io.meridian.tsdb.merge.SamplePieces;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a query has of two replicas' chunks, held against joining all their samples. */
class SeriesSamplesTest {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final FleetQuery JOINED = FleetQuery.withReplicaLabels(List.of("replica"));

  @RegisterExtension final Seed seed = new Seed();

  @Test
  void equalsJoiningEverySample() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 1_000; round++) {
      Pair pair = Pair.random(random);
      for (int asked = 0; asked < 3; asked++) {
        SelectHints hints = hints(random, pair);

        SampleBuffer all = joined(pair.a, pair.b, hints);
        SampleBuffer read = read(hints, pair.bytes(hints));

        assertThat(wanted(read, hints))
            .as("round %d, %s, %s", round, pair, hints)
            .isEqualTo(wanted(all, hints));
        assertAscendsInRange(read, hints);
      }
    }
  }

  @Test
  void decodesNothingOfTheReplicaThatIsNotShown() {
    Pair pair = Pair.regular(seed.random(), 7_000);
    TimeRange range = new TimeRange(BEGIN + 10_000_000, BEGIN + 40_000_000);
    SelectHints hints = hints(range, 0, 0, "");
    WireBytes both = new WireBytes();
    WireBytes unreadable = new WireBytes();
    pair.a.chunks(range.min(), range.max()).forEach(chunk -> MadeReplica.write(chunk, both));
    for (SampleBuffer chunk : pair.b.chunks(range.min(), range.max())) {
      MadeReplica.writeUnreadable(chunk, both);
      MadeReplica.writeUnreadable(chunk, unreadable);
    }

    assertThat(wanted(read(hints, both), hints))
        .hasSize(1_000)
        .isEqualTo(wanted(joined(pair.a, pair.b, hints), hints));
    assertThatThrownBy(() -> read(hints, unreadable)).isInstanceOf(CorruptDataException.class);
  }

  @Test
  void decodesNoChunkBetweenWindows() {
    Pair pair = Pair.regular(seed.random(), 7_000);
    long day = 86_400_000;
    long window = 300_000;
    TimeRange range = new TimeRange(BEGIN + 1, BEGIN + day);
    SelectHints hints = hints(range, 3 * 3_600_000, window, "");
    WireBytes bytes = new WireBytes();
    for (SampleBuffer chunk : pair.a.chunks(range.min(), range.max())) {
      long first = chunk.time(0) - range.min();
      long last = chunk.time(chunk.size() - 1) - range.min();
      boolean used = first % hints.step() < window || first / hints.step() < last / hints.step();
      if (used) {
        MadeReplica.write(chunk, bytes);
      } else {
        MadeReplica.writeUnreadable(chunk, bytes);
      }
    }

    SampleBuffer read = read(hints, bytes);

    assertThat(wanted(read, hints)).hasSize(8 * 10);
  }

  private static void assertAscendsInRange(SampleBuffer samples, SelectHints hints) {
    for (int i = 0; i < samples.size(); i++) {
      assertThat(hints.range().contains(samples.time(i))).isTrue();
      assertThat(i == 0 || samples.time(i - 1) < samples.time(i)).isTrue();
    }
  }

  private static SelectHints hints(TimeRange range, long step, long reach, String function) {
    return new SelectHints(
        range,
        step,
        0,
        reach,
        function,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        0,
        0);
  }

  private static SelectHints hints(RandomGenerator random, Pair pair) {
    long length = pair.end - BEGIN;
    long from = BEGIN - pair.interval + random.nextLong(length);
    long to = from + random.nextLong(length);
    long step = random.nextBoolean() ? 0 : pair.interval * (1 + random.nextInt(300));
    long reach = pair.interval * (1 + random.nextInt(20)) + random.nextInt(1_000);
    String function = List.of("rate", "avg_over_time", "").get(random.nextInt(3));
    return hints(new TimeRange(from, to), step, random.nextInt(4) == 0 ? 0 : reach, function);
  }

  private static SampleBuffer read(SelectHints hints, WireBytes bytes) {
    SampleBuffer read = new SampleBuffer();
    new SeriesSamples(hints, JOINED).read(bytes.bytes(), 0, bytes.length(), read);
    return read;
  }

  /** Values by time, as bits, of the samples that a step looks at. */
  private static Map<Long, Long> wanted(SampleBuffer samples, SelectHints hints) {
    Map<Long, Long> wanted = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      long time = samples.time(i);
      long into = time - hints.range().min();
      boolean all = hints.step() == 0 || hints.reach() == 0;
      if (hints.range().contains(time) && (all || into % hints.step() < hints.reach())) {
        wanted.put(time, Double.doubleToRawLongBits(samples.value(i)));
      }
    }
    return wanted;
  }

  /** All samples of all chunks, joined. */
  private static SampleBuffer joined(MadeReplica a, MadeReplica b, SelectHints hints) {
    TimeRange range = hints.range();
    List<SampleBuffer> chunks = new ArrayList<>(a.chunks(range.min(), range.max()));
    chunks.addAll(b.chunks(range.min(), range.max()));
    chunks.sort(
        Comparator.comparingLong((SampleBuffer chunk) -> chunk.time(0))
            .thenComparingLong(chunk -> chunk.time(chunk.size() - 1)));
    List<SampleBuffer> rows = new ArrayList<>();
    for (SampleBuffer chunk : chunks) {
      SampleBuffer row = null;
      for (SampleBuffer each : rows) {
        if (row == null && each.time(each.size() - 1) < chunk.time(0)) {
          row = each;
        }
      }
      if (row == null) {
        row = new SampleBuffer();
        rows.add(row);
      }
      row.addAll(chunk, 0, chunk.size());
    }
    SampleBuffer joined = new SampleBuffer();
    if (rows.size() == 1) {
      return rows.getFirst();
    }
    SamplePieces pieces = new SamplePieces();
    rows.forEach(pieces::addPiece);
    new ReplicaDedup(ReplicaDedup.Algorithm.COVERAGE)
        .merge(pieces, hints.function().equals("rate"), joined);
    return joined;
  }

  /** Two replicas of a counter. */
  private record Pair(
      MadeReplica a,
      MadeReplica b,
      long interval,
      long end,
      MadeReplica.Scraper ofA,
      MadeReplica.Scraper ofB) {
    static Pair regular(RandomGenerator random, long phase) {
      long end = BEGIN + 90_000_000;
      MadeReplica.Scraper a = new MadeReplica.Scraper(BEGIN, end, 30_000, 0, 0, 0, 0);
      MadeReplica.Scraper b = new MadeReplica.Scraper(BEGIN + phase, end, 30_000, 0, 0, 0, 0);
      return of(random, a, b, 30_000, end, time -> time / 1_000);
    }

    static Pair random(RandomGenerator random) {
      long interval = List.of(1_000L, 5_000L, 15_000L, 30_000L, 60_000L).get(random.nextInt(5));
      long end = BEGIN + interval * (300 + random.nextInt(1_200));
      boolean good = random.nextBoolean();
      MadeReplica.Scraper a = scraper(random, good, interval, end);
      long other = random.nextInt(8) == 0 ? interval * (1 + random.nextInt(4)) : interval;
      MadeReplica.Scraper b = scraper(random, good, other, end);
      long reset = random.nextLong(BEGIN, end);
      boolean resets = random.nextBoolean();
      return of(
          random,
          a,
          b,
          interval,
          end,
          time -> (time - (resets && time >= reset ? reset : BEGIN - 100_000_000)) / 100);
    }

    private static Pair of(
        RandomGenerator random,
        MadeReplica.Scraper ofA,
        MadeReplica.Scraper ofB,
        long interval,
        long end,
        MadeReplica.Counter counter) {
      // Whoever restarts a counter of his own disagrees for ever.
      long own = random.nextInt(8) == 0 ? random.nextLong(BEGIN, end) : Long.MAX_VALUE;
      MadeReplica a =
          MadeReplica.of(random, ofA, time -> counter.at(time) - (time >= own ? 7_000_000 : 0));
      return new Pair(a, MadeReplica.of(random, ofB, counter), interval, end, ofA, ofB);
    }

    private static MadeReplica.Scraper scraper(
        RandomGenerator random, boolean good, long interval, long end) {
      long[] jitters = {0, 0, 2, interval / 300, interval / 30, interval / 5};
      double[] losses = {0, 0, 0, 0.002, 0.02, 0.2};
      return new MadeReplica.Scraper(
          BEGIN + random.nextLong(interval) + (random.nextInt(6) == 0 ? (end - BEGIN) / 3 : 0),
          end - (random.nextInt(6) == 0 ? 15 * interval : 0),
          interval,
          jitters[random.nextInt(good ? 4 : jitters.length)],
          losses[random.nextInt(good ? 4 : losses.length)],
          random.nextInt(good ? 20 : 8) == 0 ? 0.02 : 0,
          random.nextInt(6) == 0 ? 1 : 0);
    }

    WireBytes bytes(SelectHints hints) {
      WireBytes bytes = new WireBytes();
      TimeRange range = hints.range();
      a.chunks(range.min(), range.max()).forEach(chunk -> MadeReplica.write(chunk, bytes));
      b.chunks(range.min(), range.max()).forEach(chunk -> MadeReplica.write(chunk, bytes));
      return bytes;
    }

    @Override
    public String toString() {
      return ofA + " and " + ofB;
    }
  }
}
