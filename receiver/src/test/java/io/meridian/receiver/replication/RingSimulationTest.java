package io.meridian.receiver.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.api.prometheus.TimeSeries;
import io.meridian.cluster.ring.Hashring;
import io.meridian.cluster.ring.Quorum;
import io.meridian.cluster.ring.TenantRings;
import io.meridian.model.LabelHash;
import io.meridian.model.LabelsBuilder;
import io.meridian.testkit.Seed;
import io.meridian.tsdb.ingest.WriteBatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rings in simulated time: what was acknowledged is kept, wherever its endpoints were. */
final class RingSimulationTest {
  private static final String TENANT = "team-a";
  private static final int SERIES = 12;
  static final int MOST_COPIES = 3;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir
  @SuppressWarnings("NullAway.Init") // before each test
  private Path folder;

  private List<String> addresses = List.of();
  private TenantRings rings = Fleet.rings(1, List.of("unused"));

  private SimulatedRing ring(RandomGenerator random, String name, int nodes, int copies) {
    return ring(random, name, nodes, copies, ReplicationOptions.DEFAULT);
  }

  private SimulatedRing ring(
      RandomGenerator random, String name, int nodes, int copies, ReplicationOptions options) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < nodes; i++) {
      all.add("n" + i + ":10901");
    }
    addresses = all;
    rings = Fleet.rings(copies, addresses);
    SimulatedRing ring = new SimulatedRing(random, folder.resolve(name), options);
    addresses.forEach(address -> ring.node(address).start(rings));
    return ring;
  }

  private static WriteBatch batch(int time) {
    List<TimeSeries> series = new ArrayList<>();
    for (int i = 0; i < SERIES; i++) {
      series.add(Fleet.series(time, "__name__=m", "series=" + i));
    }
    return Fleet.batch(series);
  }

  private static String sample(int series, int time) {
    return KeptSeries.text(TENANT, "m{series=\"" + series + "\"}", time);
  }

  /** The nodes that should keep a series. */
  private List<SimulatedRing.Node> owners(SimulatedRing ring, int series) {
    Hashring places = rings.rings().getFirst().ring();
    int[] owners = new int[places.copies()];
    LabelsBuilder labels = new LabelsBuilder();
    labels.set("__name__", "m").set("series", Integer.toString(series));
    places.place(new LabelHash().ofSeries(TENANT, labels.build()), owners);
    List<SimulatedRing.Node> nodes = new ArrayList<>();
    for (int owner : owners) {
      nodes.add(ring.node(places.endpoints().get(owner).address()));
    }
    return nodes;
  }

  private void requireQuorum(SimulatedRing ring, int time) {
    int quorum = Quorum.of(rings.rings().getFirst().ring().copies(), false);
    for (int series = 0; series < SERIES; series++) {
      String wanted = sample(series, time);
      assertThat(owners(ring, series).stream().filter(node -> node.kept().has(wanted)).count())
          .as("copies of %s when it was acknowledged", wanted)
          .isGreaterThanOrEqualTo(quorum);
    }
  }

  private void requireAllCopies(SimulatedRing ring, List<Integer> times) {
    for (int time : times) {
      for (int series = 0; series < SERIES; series++) {
        String wanted = sample(series, time);
        for (SimulatedRing.Node owner : owners(ring, series)) {
          assertThat(owner.kept().has(wanted)).as("a copy of %s", wanted).isTrue();
        }
      }
    }
  }

  @Test
  void keepsEachSampleWhereItBelongsAndNowhereElse() {
    SimulatedRing ring = ring(seed.random(), "calm", 5, 3);
    SimulatedRing.Node through = ring.node(addresses.getFirst());

    assertThat(ring.write(through, TENANT, batch(1))).isEqualTo(PendingWrite.State.SAFE);
    ring.run(Duration.ofSeconds(1));

    requireAllCopies(ring, List.of(1));
    int copies = addresses.stream().mapToInt(each -> ring.node(each).kept().samples().size()).sum();
    assertThat(copies).isEqualTo(3 * SERIES);
    assertThat(addresses.stream().mapToLong(each -> ring.node(each).kept().repeated()).sum())
        .isZero();
  }

  /** One of three is gone in each way in turn; nobody waits for it, and it gets all it missed. */
  @ParameterizedTest
  @ValueSource(strings = {"dead", "frozen", "cut off"})
  void writesOnWhileOneOfThreeIsGone(String way) {
    SimulatedRing ring = ring(seed.random(), way, 3, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node gone = ring.node(addresses.get(1));
    List<Integer> acknowledged = new ArrayList<>();
    for (int time = 1; time <= 200; time++) {
      if (time == 20) {
        switch (way) {
          case "dead" -> gone.kill();
          case "frozen" -> gone.freeze();
          default -> {
            gone.cutOffFrom(through);
            gone.cutOffFrom(ring.node(addresses.get(2)));
          }
        }
      }
      long begun = ring.nowMillis();
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      assertThat(ring.nowMillis() - begun).isLessThan(500);
      requireQuorum(ring, time);
      acknowledged.add(time);
      ring.run(Duration.ofMillis(50));
    }
    PeerStats stats = peer(through, gone);
    assertThat(stats.away()).isTrue();
    assertThat(stats.queuedBytes() + stats.inFlight()).isZero();
    assertThat(stats.spoolBytes()).isPositive();

    switch (way) {
      case "dead" -> gone.start(rings);
      case "frozen" -> gone.thaw();
      default -> gone.reconnect();
    }
    ring.run(Duration.ofSeconds(60));

    requireAllCopies(ring, acknowledged);
    assertThat(peer(through, gone).spoolBytes()).isZero();
    assertThat(peer(through, gone).dropped()).isZero();
    assertThat(peer(through, gone).away()).isFalse();
  }

  private PeerStats peer(SimulatedRing.Node of, SimulatedRing.Node peer) {
    int index = addresses.indexOf(address(peer));
    return of.target().peers().stream()
        .filter(stats -> stats.address().equals(addresses.get(index)))
        .findFirst()
        .orElseThrow();
  }

  private static String address(SimulatedRing.Node node) {
    return node.address();
  }

  @Test
  void deliversWhatAPeerMissedEvenAfterItsOwnRestart() {
    SimulatedRing ring = ring(seed.random(), "restart", 3, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node gone = ring.node(addresses.get(1));
    gone.kill();
    List<Integer> acknowledged = new ArrayList<>();
    for (int time = 1; time <= 30; time++) {
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      acknowledged.add(time);
    }
    ring.run(Duration.ofSeconds(5));
    through.kill();
    ring.run(Duration.ofSeconds(5));

    through.start(rings);
    gone.start(rings);
    ring.run(Duration.ofSeconds(30));

    requireAllCopies(ring, acknowledged);
  }

  /**
   * A peer that answers, but for half a second at a time not at all, holds up nobody and no memory.
   */
  @Test
  void boundsWhatWaitsForASlowPeerAndKeepsTheRestForItOnDisk() {
    long room = 4 << 10;
    ReplicationOptions narrow =
        new ReplicationOptions(Duration.ofMillis(1500), 2, room, 1 << 30, Duration.ofMillis(500));
    SimulatedRing ring = ring(seed.random(), "slow", 3, 3, narrow);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node slow = ring.node(addresses.get(1));
    List<Integer> acknowledged = new ArrayList<>();
    long mostQueued = 0;
    long mostSpooled = 0;
    for (int time = 1; time <= 200; time++) {
      if (time % 20 == 10) {
        slow.freeze();
      } else if (time % 20 == 0) {
        slow.thaw();
      }
      long begun = ring.nowMillis();
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      assertThat(ring.nowMillis() - begun).isLessThan(500);
      requireQuorum(ring, time);
      acknowledged.add(time);
      PeerStats stats = peer(through, slow);
      assertThat(stats.queuedBytes()).isLessThanOrEqualTo(room);
      assertThat(stats.inFlight()).isLessThanOrEqualTo(2);
      assertThat(stats.away()).isFalse();
      mostQueued = Math.max(mostQueued, stats.queuedBytes());
      mostSpooled = Math.max(mostSpooled, stats.spoolBytes());
      ring.run(Duration.ofMillis(50));
    }
    assertThat(mostQueued).isGreaterThan(room / 2);
    assertThat(mostSpooled).isPositive();

    ring.run(Duration.ofSeconds(60));

    requireAllCopies(ring, acknowledged);
    assertThat(peer(through, slow).dropped()).isZero();
  }

  /** What a slow peer has got after all is not sent again, and does not pile up for it. */
  @Test
  void sendsNothingTwiceToAPeerThatIsAlwaysSlow() {
    SimulatedRing ring = ring(seed.random(), "slow", 3, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node slow = ring.node(addresses.get(1));
    slow.answerAfter(Duration.ofMillis(80));
    List<Integer> acknowledged = new ArrayList<>();
    long most = 0;
    for (int time = 1; time <= 500; time++) {
      long begun = ring.nowMillis();
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      assertThat(ring.nowMillis() - begun).isLessThan(100);
      most = Math.max(most, peer(through, slow).spoolBytes());
      acknowledged.add(time);
    }
    assertThat(most).as("bytes that were kept while slices were under way").isPositive();
    ring.run(Duration.ofSeconds(10));

    requireAllCopies(ring, acknowledged);
    PeerStats stats = peer(through, slow);
    assertThat(stats.delivered() + stats.dropped() + stats.spoolBytes()).isZero();
    assertThat(slow.kept().repeated()).isZero();
  }

  /** A slow peer that then loses what is under way to it still gets everything. */
  @Test
  void deliversWhatASlowPeerLostAfterTheRequestWasAcknowledged() {
    SimulatedRing ring = ring(seed.random(), "slow and lost", 3, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node slow = ring.node(addresses.get(1));
    List<Integer> acknowledged = new ArrayList<>();
    for (int time = 1; time <= 60; time++) {
      slow.answerAfter(Duration.ofMillis(80));
      if (time % 20 == 0) {
        slow.freeze();
      }
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      acknowledged.add(time);
      if (time % 20 == 0) {
        slow.kill(); // with what has arrived and was not looked at
        slow.thaw();
        ring.run(Duration.ofSeconds(2));
        slow.start(rings);
      }
    }
    ring.run(Duration.ofSeconds(10));

    requireAllCopies(ring, acknowledged);
    assertThat(peer(through, slow).spoolBytes()).isZero();
  }

  @Test
  void refusesWhatHasNoQuorumAtOnce() {
    SimulatedRing ring = ring(seed.random(), "no quorum", 3, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    ring.node(addresses.get(1)).freeze();
    ring.node(addresses.get(2)).kill();

    long begun = ring.nowMillis();
    assertThat(ring.write(through, TENANT, batch(1))).isEqualTo(PendingWrite.State.UNSAFE);
    assertThat(ring.nowMillis() - begun).isLessThanOrEqualTo(1500);
    ring.run(Duration.ofSeconds(2));
    begun = ring.nowMillis();
    assertThat(ring.write(through, TENANT, batch(2))).isEqualTo(PendingWrite.State.UNSAFE);
    assertThat(ring.nowMillis() - begun).isZero();
    assertThat(through.target().peers()).extracting(PeerStats::spoolBytes).containsOnly(0L);
  }

  @Test
  void acknowledgesWithOneOfTwoAndNotWithNoneOfOne() {
    SimulatedRing two = ring(seed.random(), "two", 2, 2);
    two.node(addresses.get(1)).freeze();
    assertThat(two.write(two.node(addresses.get(0)), TENANT, batch(1)))
        .isEqualTo(PendingWrite.State.SAFE);
    two.node(addresses.get(1)).thaw();
    two.run(Duration.ofSeconds(10));
    requireAllCopies(two, List.of(1));

    SimulatedRing one = ring(seed.random(), "one", 3, 1);
    one.node(addresses.get(1)).kill();
    assertThat(one.write(one.node(addresses.get(0)), TENANT, batch(1)))
        .isEqualTo(PendingWrite.State.UNSAFE);
  }

  /** Chaos by seeds: whatever is acknowledged has its quorum then, and all its copies later. */
  @Test
  void losesNothingThatItAcknowledged() {
    RandomGenerator seeds = seed.random();
    int safe = 0;
    for (int round = 0; round < 25; round++) {
      RandomGenerator random = new SplittableRandom(seeds.nextLong());
      int copies = 1 + random.nextInt(MOST_COPIES);
      int nodes = copies + random.nextInt(3);
      SimulatedRing ring = ring(random, "round-" + round, nodes, copies);
      addresses.stream()
          .filter(_ -> random.nextInt(4) == 0)
          .forEach(address -> ring.node(address).beOfThanos());
      ring.disturb(
          random.nextInt(3) * 0.05,
          random.nextInt(3) * 0.1,
          Duration.ofMillis(1 + random.nextInt(300)));
      List<Integer> acknowledged = new ArrayList<>();
      for (int time = 1; time <= 60; time++) {
        trouble(ring, random);
        SimulatedRing.Node through = ring.node(addresses.get(random.nextInt(nodes)));
        if (through.isUp() && ring.write(through, TENANT, batch(time)) == PendingWrite.State.SAFE) {
          requireQuorum(ring, time);
          acknowledged.add(time);
        }
        ring.run(Duration.ofMillis(random.nextInt(400)));
      }
      ring.disturb(0, 0, Duration.ofMillis(20));
      addresses.forEach(address -> heal(ring.node(address)));
      ring.run(Duration.ofSeconds(60));

      requireAllCopies(ring, acknowledged);
      safe += acknowledged.size();
    }
    assertThat(safe).isGreaterThan(300);
  }

  /** Freezes, cuts off, kills or heals somebody now and then. */
  private void trouble(SimulatedRing ring, RandomGenerator random) {
    SimulatedRing.Node one = ring.node(addresses.get(random.nextInt(addresses.size())));
    SimulatedRing.Node other = ring.node(addresses.get(random.nextInt(addresses.size())));
    switch (random.nextInt(12)) {
      case 0 -> one.freeze();
      case 1 -> {
        if (one != other) {
          one.cutOffFrom(other);
        }
      }
      case 2 -> one.kill();
      case 3, 4 -> heal(one);
      default -> {}
    }
  }

  private void heal(SimulatedRing.Node node) {
    node.thaw();
    node.reconnect();
    if (!node.isUp()) {
      node.start(rings);
    }
  }

  @Test
  void changesTheRingWithoutLosingARequest() {
    SimulatedRing ring = ring(seed.random(), "change", 3, 2);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    List<PendingWrite> under = new ArrayList<>();
    for (int time = 1; time <= 40; time++) {
      under.add(ring.begin(through, TENANT, batch(time)));
      if (time % 10 == 0) {
        List<String> next =
            time % 20 == 0
                ? List.of("n0:10901", "n1:10901", "n2:10901")
                : List.of("n0:10901", "n3:10901");
        TenantRings changed = Fleet.rings(2, next);
        next.forEach(address -> {
          if (!ring.node(address).isUp()) {
            ring.node(address).start(changed);
          }
        });
        through.target().reload(changed);
      }
      ring.run(Duration.ofMillis(3));
    }
    ring.run(Duration.ofSeconds(3));

    assertThat(under).extracting(PendingWrite::state).containsOnly(PendingWrite.State.SAFE);
  }

  @Test
  void bringsWhatAPeerMissedThatLeavesToWhoKeepsItsSeriesThen() {
    SimulatedRing ring = ring(seed.random(), "leave", 4, 3);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node leaver = ring.node(addresses.get(2));
    leaver.kill();
    for (int time = 1; time <= 10; time++) {
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
    }
    ring.run(Duration.ofSeconds(1));
    assertThat(missedBy(leaver, through)).isPositive();

    rings =
        Fleet.rings(3, addresses.stream().filter(each -> !leaver.address().equals(each)).toList());
    through.kill(); // so that what it left is found at a start, too
    through.start(rings);
    ring.run(Duration.ofSeconds(10));

    requireAllCopies(ring, IntStream.rangeClosed(1, 10).boxed().toList());
    assertThat(through.target().peers())
        .extracting(PeerStats::address)
        .doesNotContain(leaver.address())
        .hasSize(2);
  }

  @Test
  void keepsWhatAPeerMissedThatLeavesForAMomentOnly() {
    SimulatedRing ring = ring(seed.random(), "flap", 3, 2);
    SimulatedRing.Node through = ring.node(addresses.get(0));
    SimulatedRing.Node leaver = ring.node(addresses.get(2));
    TenantRings whole = rings;
    leaver.kill();
    for (int time = 1; time <= 10; time++) {
      assertThat(ring.write(through, TENANT, batch(time))).isEqualTo(PendingWrite.State.SAFE);
      if (time % 3 == 0) {
        through.target().reload(time % 2 == 0 ? whole : Fleet.rings(2, addresses.subList(0, 2)));
      }
    }
    rings = whole;
    through.target().reload(rings);
    leaver.start(rings);
    ring.run(Duration.ofSeconds(10));

    requireAllCopies(ring, List.of(1, 2, 3, 7, 8, 9));
    assertThat(missedBy(leaver, through)).isZero();
  }

  private static long missedBy(SimulatedRing.Node peer, SimulatedRing.Node teller) {
    return teller.target().peers().stream()
        .filter(each -> each.address().equals(peer.address()))
        .mapToLong(PeerStats::spoolBytes)
        .sum();
  }
}
