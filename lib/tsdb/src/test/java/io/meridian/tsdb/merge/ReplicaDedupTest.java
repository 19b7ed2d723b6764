package io.meridian.tsdb.merge;

import static io.meridian.tsdb.merge.Columns.pieces;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ReplicaDedupTest {
  private static final long INTERVAL = 15_000;

  @RegisterExtension final Seed seed = new Seed();

  private final ReplicaDedup dedup = new ReplicaDedup(ReplicaDedup.Algorithm.COVERAGE);

  @Test
  void fillsOneLostScrapeWithOneSample() {
    for (long phase = 1; phase < INTERVAL; phase += 700) {
      SampleBuffer a = scrapes(0, 40, 0, i -> i != 17);
      SampleBuffer b = scrapes(phase, 40, 1_000, i -> i != 3 && i != 30);

      SampleBuffer merged = merge(a, b);

      assertThat(merged.size()).as("phase %d", phase).isBetween(39, 41);
      assertNoHoleOrCrowd(merged);
    }
  }

  @Test
  void followsTheOtherReplicaThroughALongGap() {
    SampleBuffer a = scrapes(0, 100, 0, i -> i < 20 || i >= 60);
    SampleBuffer b = scrapes(7_000, 100, 1_000, i -> i < 80);

    SampleBuffer merged = merge(a, b);

    assertNoHoleOrCrowd(merged);
    assertThat(merged.time(merged.size() - 1)).isGreaterThan(99 * INTERVAL - 1);
  }

  @Test
  void leavesAGapWhereAllReplicasHaveOne() {
    SampleBuffer a = scrapes(0, 60, 0, i -> i < 20 || i >= 40);
    SampleBuffer b = scrapes(4_000, 60, 1_000, i -> i < 20 || i >= 40);

    SampleBuffer merged = merge(a, b);

    assertThat(largestGap(merged)).isGreaterThan(18 * INTERVAL);
    assertThat(merged.size()).isBetween(40, 42);
  }

  @Test
  void joinsCopiesExactly() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 50; round++) {
      SampleBuffer truth = new SampleBuffer();
      long time = 1_000;
      for (int i = 0; i < 500; i++) {
        truth.add(time, random.nextInt(1_000));
        time += random.nextInt(4) == 0 ? 1 + random.nextInt(5_000) : 100;
      }
      SampleBuffer a = new SampleBuffer();
      SampleBuffer b = new SampleBuffer();
      SampleBuffer c = new SampleBuffer();
      for (int i = 0; i < truth.size(); i++) {
        int lost = random.nextInt(12);
        addUnless(lost == 0, truth, i, a);
        addUnless(lost == 1, truth, i, b);
        addUnless(lost == 2 || (i > 200 && i < 260), truth, i, c);
      }

      assertThat(Columns.of(merge(c, a, b))).isEqualTo(Columns.of(truth));
    }
  }

  /** Windows end at the same instants for all, and where nothing happens with the same values. */
  @Test
  void keepsScrapersApartWhoseDownsampledPastIsTheSame() {
    long window = 300_000;
    for (int windows = 2; windows < 400; windows += 30) {
      SampleBuffer a = new SampleBuffer();
      SampleBuffer b = new SampleBuffer();
      for (int i = 0; i < windows; i++) {
        a.add(i * window, 7);
        b.add(i * window, 7);
      }
      long begin = windows * window;
      a.addAll(scrapes(begin, 100, 10, i -> true), 0, 100);
      b.addAll(scrapes(begin + 7_000, 100, 900, i -> true), 0, 100);

      SampleBuffer merged = merge(a, b);

      assertThat(merged.size()).as("%d windows", windows).isBetween(windows + 99, windows + 101);
    }
  }

  @Test
  void dropsAStaleMarkerOfAReplicaThatAloneLostSight() {
    SampleBuffer a = scrapes(0, 10, 0, i -> true);
    a.add(10 * INTERVAL, StaleMarker.VALUE);
    SampleBuffer b = scrapes(7_000, 20, 0, i -> true);

    SampleBuffer merged = merge(a, b);

    assertThat(Columns.of(merged)).doesNotContain("stale");
    assertNoHoleOrCrowd(merged);
  }

  @Test
  void keepsOneStaleMarkerWhereAllLostSight() {
    SampleBuffer a = scrapes(0, 10, 0, i -> true);
    a.add(10 * INTERVAL, StaleMarker.VALUE);
    SampleBuffer b = scrapes(7_000, 10, 0, i -> true);
    b.add(10 * INTERVAL + 7_000, StaleMarker.VALUE);

    String merged = Columns.of(merge(a, b));

    assertThat(merged).endsWith("150000:stale");
    assertThat(merged.split("stale", -1)).hasSize(2);
  }

  @Test
  void followsTheShorterIntervalAndFillsItsGapsFromTheLongerOne() {
    SampleBuffer fine = scrapes(0, 100, 0, i -> i < 40 || i >= 60);
    SampleBuffer coarse = new SampleBuffer();
    for (int i = 0; i < 26; i++) {
      coarse.add(3_000 + 60_000L * i, 5_000 + i);
    }

    SampleBuffer merged = merge(coarse, fine);

    // Five in the gap, one behind the end.
    assertThat(merged.size()).isEqualTo(80 + 5 + 1);
    assertThat(largestGap(merged)).isLessThanOrEqualTo(75_000);
  }

  @Test
  void liftsACounterThatContradictsTheLastValue() {
    // b missed a reset that a saw, and so counts from 1,000 higher.
    SampleBuffer a = scrapes(0, 60, 0, i -> i < 20 || i >= 40);
    SampleBuffer b = scrapes(7_500, 60, 1_000, i -> true);
    SampleBuffer merged = new SampleBuffer();

    dedup.merge(pieces(a, b), true, merged);

    for (int i = 1; i < merged.size(); i++) {
      double gain = merged.value(i) - merged.value(i - 1);
      double time = merged.time(i) - merged.time(i - 1);
      assertThat(gain).isEqualTo(time / INTERVAL, org.assertj.core.data.Offset.offset(0.01));
    }
  }

  @Test
  void leavesAgreeingCountersAsTheyAre() {
    SampleBuffer a = scrapes(0, 60, 0, i -> i < 20 || i >= 40);
    SampleBuffer b = scrapes(7_500, 60, 0.5, i -> true);
    SampleBuffer asCounter = new SampleBuffer();

    dedup.merge(pieces(a, b), true, asCounter);

    assertThat(Columns.of(asCounter)).isEqualTo(Columns.of(merge(a, b)));
  }

  @Test
  void showsAResetThatTheOtherReplicaSawItself() {
    SampleBuffer a = scrapes(0, 20, 100, i -> i < 10);
    SampleBuffer b = new SampleBuffer();
    for (int i = 0; i < 20; i++) {
      b.add(7_500 + INTERVAL * i, i < 10 ? 100 + i : i - 10);
    }
    SampleBuffer merged = new SampleBuffer();

    dedup.merge(pieces(a, b), true, merged);

    assertThat(merged.value(merged.size() - 1)).isEqualTo(9);
  }

  @Test
  void holdsItsPromisesForAnyReplicas() {
    RandomGenerator random = seed.random();
    for (int round = 0; round < 300; round++) {
      List<SampleBuffer> replicas = new ArrayList<>();
      for (int replica = random.nextInt(1, 5); replica > 0; replica--) {
        replicas.add(replica(random, replica));
      }
      SampleBuffer merged = merge(replicas.toArray(SampleBuffer[]::new));

      assertAscendsWithinInput(merged, replicas);
      assertNothingIsLostThatOneAloneHas(merged, replicas);
      Collections.shuffle(replicas, new Random(round));
      assertThat(Columns.of(merge(replicas.toArray(SampleBuffer[]::new))))
          .isEqualTo(Columns.of(merged));
      assertThat(Columns.of(merge(merged))).isEqualTo(Columns.of(merged));
      assertThat(Columns.of(merge(merged, merged))).isEqualTo(Columns.of(merged));
    }
  }

  @Test
  void doesNotDependOnHowReplicasAreCutIntoPieces() {
    SampleBuffer a = scrapes(0, 600, 0, i -> i < 250 || i >= 300);
    SampleBuffer b = scrapes(6_000, 600, 1_000, i -> i != 77);

    SamplePieces cut = new SamplePieces();
    for (SampleBuffer replica : List.of(a, b)) {
      for (int from = 0; from < replica.size(); from += 120) {
        cut.samples().addAll(replica, from, Math.min(from + 120, replica.size()));
        cut.endPiece();
      }
    }
    SampleBuffer merged = new SampleBuffer();
    dedup.merge(cut, false, merged);

    assertThat(Columns.of(merged)).isEqualTo(Columns.of(merge(a, b)));
  }

  @Test
  void doesNotChangeTheLeaderWithTheRangeThatIsAskedFor() {
    SampleBuffer a = scrapes(0, 200, 0, i -> true);
    SampleBuffer b = scrapes(4_000, 200, 1_000, i -> true);
    String all = Columns.of(merge(a, b));
    SampleBuffer later = new SampleBuffer();
    later.addAll(a, 51, 200);
    SampleBuffer earlier = new SampleBuffer();
    earlier.addAll(b, 50, 200);

    SampleBuffer part = merge(later, earlier);

    assertThat(all).endsWith(Columns.of(part).substring(Columns.of(part).indexOf(' ')));
  }

  @Test
  void survivesTimesAtTheEdgesOfTheirRange() {
    SampleBuffer a = new SampleBuffer();
    a.add(Long.MIN_VALUE, 1);
    a.add(0, 2);
    a.add(Long.MAX_VALUE, 3);
    SampleBuffer b = new SampleBuffer();
    b.add(Long.MIN_VALUE + 1, 1);
    b.add(Long.MAX_VALUE - 1, 3);

    SampleBuffer merged = merge(a, b);

    for (int i = 1; i < merged.size(); i++) {
      assertThat(merged.time(i)).isGreaterThan(merged.time(i - 1));
    }
  }

  @Test
  void allocatesLittlePerSeries() {
    SampleBuffer a = scrapes(0, 4_000, 0, i -> i % 500 != 0);
    SampleBuffer b = scrapes(7_000, 4_000, 0, i -> i % 700 != 0);
    SamplePieces pieces = pieces(a, b);
    SampleBuffer into = new SampleBuffer();

    long bytes =
        Allocation.bytes(() -> {
          into.clear();
          dedup.merge(pieces, false, into);
        });

    assertThat(bytes).isLessThan(16_384);
  }

  @Test
  void takesOneSampleOfEachReplicaFirstWithPenalties() {
    SampleBuffer a = scrapes(0, 10, 0, i -> true);
    SampleBuffer b = scrapes(7_000, 10, 100, i -> true);
    SampleBuffer merged = new SampleBuffer();

    new ReplicaDedup(ReplicaDedup.Algorithm.PENALTY).merge(pieces(a, b), false, merged);

    assertThat(Columns.of(merged)).startsWith("0:0.0 7000:100.0 22000:101.0 37000:102.0");
  }

  private interface Alive {
    boolean at(int scrape);
  }

  private static SampleBuffer scrapes(long phase, int count, double from, Alive alive) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < count; i++) {
      if (alive.at(i)) {
        samples.add(phase + INTERVAL * i, from + i);
      }
    }
    return samples;
  }

  private static SampleBuffer replica(RandomGenerator random, int number) {
    SampleBuffer samples = new SampleBuffer();
    long interval = random.nextInt(4) == 0 ? 60_000 : INTERVAL;
    long jitter = 1L + random.nextInt((int) (interval / 10));
    long time = random.nextInt(60_000);
    boolean alive = true;
    for (int i = 0; i < 300; i++) {
      alive = random.nextInt(30) == 0 ? !alive : alive;
      time += interval;
      if (alive) {
        boolean stale = random.nextInt(50) == 0;
        samples.add(time + random.nextLong(jitter), stale ? StaleMarker.VALUE : 1_000 * number + i);
      }
    }
    if (samples.size() == 0) {
      samples.add(time, 1);
    }
    return samples;
  }

  private static void addUnless(boolean lost, SampleBuffer from, int i, SampleBuffer into) {
    if (!lost) {
      into.addAll(from, i, i + 1);
    }
  }

  private SampleBuffer merge(SampleBuffer... replicas) {
    SampleBuffer into = new SampleBuffer();
    dedup.merge(pieces(replicas), false, into);
    return into;
  }

  private static long largestGap(SampleBuffer samples) {
    long largest = 0;
    for (int i = 1; i < samples.size(); i++) {
      largest = Math.max(largest, samples.time(i) - samples.time(i - 1));
    }
    return largest;
  }

  private static void assertNoHoleOrCrowd(SampleBuffer samples) {
    for (int i = 1; i < samples.size(); i++) {
      assertThat(samples.time(i) - samples.time(i - 1))
          .isBetween(INTERVAL / 2, 2 * INTERVAL - INTERVAL / 2);
    }
  }

  private static void assertAscendsWithinInput(SampleBuffer merged, List<SampleBuffer> replicas) {
    TreeMap<Long, List<Long>> bits = new TreeMap<>();
    for (SampleBuffer replica : replicas) {
      for (int i = 0; i < replica.size(); i++) {
        bits.computeIfAbsent(replica.time(i), ignored -> new ArrayList<>())
            .add(Double.doubleToRawLongBits(replica.value(i)));
      }
    }
    for (int i = 0; i < merged.size(); i++) {
      assertThat(i == 0 || merged.time(i) > merged.time(i - 1)).isTrue();
      assertThat(bits.getOrDefault(merged.time(i), List.of()))
          .contains(Double.doubleToRawLongBits(merged.value(i)));
    }
  }

  /** A sample that no other replica has one near, by the longest interval there is, must stay. */
  private static void assertNothingIsLostThatOneAloneHas(
      SampleBuffer merged, List<SampleBuffer> replicas) {
    TreeMap<Long, Boolean> shown = new TreeMap<>();
    for (int i = 0; i < merged.size(); i++) {
      shown.put(merged.time(i), true);
    }
    for (SampleBuffer replica : replicas) {
      for (int i = 0; i < replica.size(); i++) {
        if (!StaleMarker.isStale(replica.value(i))) {
          long time = replica.time(i);
          assertThat(shown.subMap(time - 60_000, true, time + 60_000, true))
              .as("%d of %s", time, Columns.of(replica))
              .isNotEmpty();
        }
      }
    }
  }
}
