package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.e2e.FaultyWire.State;
import io.meridian.e2e.ReceiverRing.Node;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Rings of {@code ./meridian receiver} that lose members while samples come in without a pause. */
final class ReceiverRingIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  /** How long a thread waits at most for its turn on a machine with nothing else to do. */
  private static final Duration QUIET = Duration.ofMillis(20);

  private static final List<String> TROUBLES =
      List.of("one is killed", "one is frozen", "one is silent", "one is slow");

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // before each test
  private TestReporter reporter;

  @BeforeEach
  void reportTo(TestReporter reporter) {
    this.reporter = reporter;
  }

  private static RingLoad load(ReceiverRing ring) {
    return new RingLoad(ring.nodes().stream().map(node -> node.command().writeUrl()).toList());
  }

  @Test
  void keepsThreeCopiesThroughKillStopAndSilence() throws Exception {
    try (ReceiverRing ring = new ReceiverRing(folder, 3, 3).start(0, 1, 2);
        RingLoad load = load(ring)) {
      load.goOn(A_WHILE);
      load.measure();
      ring.node(2).process().kill();
      load.goOn(A_WHILE);
      report(load, "one is killed");
      ring.node(2).launch();
      ring.node(2).awaitReady();
      ring.awaitTogether();

      load.avoid(1);
      load.measure();
      ring.node(1).process().signal("STOP");
      load.goOn(A_WHILE);
      report(load, "one is frozen");
      ring.node(1).process().signal("CONT");
      ring.awaitTogether();
      load.useAgain(1);

      load.measure();
      ring.node(0).wire().become(State.SILENT);
      load.goOn(A_WHILE);
      report(load, "one is silent");
      ring.node(0).wire().become(State.WHOLE);
      load.finish();

      awaitCopies(ring, load, 3);
      requireAtMost(ring, load, 3);
    }
  }

  @Test
  void bringsWhatALeavingPeerMissedToItsHeirsWhileTheRingChanges() throws Exception {
    leave(2, this::report);
  }

  @Test
  @Tag("long")
  void goesOnWithTwoCopiesWhileTheRingChanges() throws Exception {
    leave(2, this::requireWritesWentOn);
  }

  @Test
  @Tag("long")
  void goesOnWithThreeCopiesWhileTheRingChanges() throws Exception {
    leave(3, this::requireWritesWentOn);
  }

  /** One more process than there are copies; it dies, and then leaves the ring. */
  private void leave(int copies, BiConsumer<RingLoad, String> check) throws Exception {
    int[] all = IntStream.rangeClosed(0, copies).toArray();
    try (ReceiverRing ring = new ReceiverRing(folder, copies + 1, copies).start(all);
        RingLoad load = load(ring)) {
      load.goOn(A_WHILE);
      load.measure();
      ring.node(copies).process().kill();
      load.goOn(A_WHILE);
      check.accept(load, copies + " copies, one is killed");
      load.measure();
      ring.change(IntStream.range(0, copies).toArray());
      load.goOn(A_WHILE);
      load.finish();
      check.accept(load, copies + " copies, the file of rings changes");
      Path left = folder.resolve("data-r" + copies);
      ReceiverCommand.await("spools to be empty", MINUTE, () -> spools(left).isEmpty());
      ring.node(copies).launch();
      ring.node(copies).awaitReady();

      awaitCopies(ring, load, copies);
    }
  }

  /** The spools of the receivers but the one whose folder this is. */
  private List<Path> spools(Path left) {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(each -> each.toString().endsWith(".spool") && !each.startsWith(left))
          .toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of(folder); // one was deleted while we looked
    }
  }

  @Test
  @Tag("long")
  void keepsTwoCopiesThroughAMinuteOfTrouble() throws Exception {
    trouble(2);
  }

  @Test
  @Tag("long")
  void keepsThreeCopiesThroughAMinuteOfTrouble() throws Exception {
    trouble(3);
  }

  private void trouble(int copies) throws Exception {
    RandomGenerator random = seed.random();
    try (ReceiverRing ring = new ReceiverRing(folder, 3, copies).start(0, 1, 2);
        RingLoad load = load(ring)) {
      load.goOn(A_WHILE);
      load.measure();
      for (int round = 0; round < 12; round++) {
        int how = random.nextInt(4);
        load.measure();
        disturb(ring, load, random.nextInt(3), how);
        requireWritesWentOn(load, copies + " copies, " + TROUBLES.get(how));
        ring.awaitTogether();
      }
      load.finish();

      awaitCopies(ring, load, copies);
      requireAtMost(ring, load, copies);
    }
  }

  @Test
  @Tag("long")
  void keepsThreeCopiesThroughCutsOfTheNetwork() throws Exception {
    try (NetworkIsland island = NetworkIsland.assumePossible();
        ReceiverRing ring = new ReceiverRing(folder, 3, 3, island).start(0, 1, 2);
        RingLoad load = load(ring)) {
      load.goOn(A_WHILE);
      for (int cuts = 0; cuts < 3; cuts++) {
        load.avoid(2);
        load.measure();
        island.cut();
        load.goOn(Duration.ofSeconds(10));
        requireWritesWentOn(load, "one is cut off");
        island.mend();
        ring.awaitTogether();
        load.useAgain(2);
        load.goOn(A_WHILE);
      }
      load.finish();

      awaitCopies(ring, load, 3);
      requireAtMost(ring, load, 3);
    }
  }

  private static void disturb(ReceiverRing ring, RingLoad load, int victim, int how)
      throws IOException, InterruptedException {
    Node node = ring.node(victim);
    switch (how) {
      case 0 -> {
        node.process().kill();
        load.goOn(A_WHILE);
        node.launch();
        node.awaitReady();
      }
      case 1 -> {
        load.avoid(victim);
        node.process().signal("STOP");
        load.goOn(A_WHILE);
        node.process().signal("CONT");
        load.useAgain(victim);
      }
      default -> {
        node.wire().become(how == 2 ? State.SILENT : State.SLOW);
        load.goOn(A_WHILE);
        node.wire().become(State.WHOLE);
      }
    }
  }

  @Test
  @Tag("long")
  void refusesWithinTwoSecondsWhatOnlyAFrozenReceiverMayKeep() throws Exception {
    try (ReceiverRing ring = new ReceiverRing(folder, 3, 1).start(0, 1, 2);
        RingLoad load = load(ring)) {
      load.goOn(A_WHILE);
      load.measure();
      load.avoid(2);
      ring.node(2).process().signal("STOP");
      load.last(Duration.ofSeconds(5));
      ring.node(2).process().signal("CONT");
      load.useAgain(2);
      load.goOn();
      load.finish();

      report(load, "one copy, the one that keeps it is frozen");
      assertThat(load.longestAnswer())
          .isLessThan(Duration.ofSeconds(2).plus(load.longestPause().multipliedBy(10)));
      awaitCopies(ring, load, 1);
      requireAtMost(ring, load, 1);
    }
  }

  /**
   * Half a second between acknowledgements and two for any answer, and what the machine made each
   * of about ten threads wait that take part. One that made anybody wait is too busy to tell half a
   * second from two.
   */
  private void requireWritesWentOn(RingLoad load, String trouble) {
    Duration pause = load.longestPause();
    report(load, trouble);
    Duration most = pause.compareTo(QUIET) < 0 ? Duration.ofMillis(500) : Duration.ofSeconds(5);
    Duration grace = pause.multipliedBy(10);
    assertThat(load.longestGap()).as(trouble).isLessThan(most.plus(grace));
    assertThat(load.longestAnswer())
        .as(trouble)
        .isLessThan(Duration.ofSeconds(2).plus(most).plus(grace));
  }

  private void report(RingLoad load, String trouble) {
    reporter.publishEntry(
        trouble,
        "longest gap %d ms, longest answer %d ms, longest pause of the machine %d ms"
            .formatted(
                load.longestGap().toMillis(),
                load.longestAnswer().toMillis(),
                load.longestPause().toMillis()));
  }

  /** Waits until each acknowledged sample is kept so many times. */
  private static void awaitCopies(ReceiverRing ring, RingLoad load, int copies) {
    Map<String, Map<Long, Long>> sent = load.acknowledged();
    ReceiverCommand.await(
        () ->
            copies
                + " copies of all that was acknowledged; missing: "
                + missing(ring, sent, copies),
        MINUTE,
        () -> missing(ring, sent, copies).isEmpty());
  }

  /** The times of samples with fewer copies, each with the first series of which one is missing. */
  private static Map<Long, String> missing(
      ReceiverRing ring, Map<String, Map<Long, Long>> sent, int copies) {
    Map<String, Map<Long, Integer>> kept = copies(ring, sent);
    Map<Long, String> missing = new TreeMap<>();
    sent.forEach((series, samples) -> {
      for (long time : samples.keySet()) {
        int has = kept.getOrDefault(series, Map.of()).getOrDefault(time, 0);
        if (has < copies) {
          missing.merge(time, series + " has " + has, (first, _) -> first);
        }
      }
    });
    return missing;
  }

  private static void requireAtMost(ReceiverRing ring, RingLoad load, int copies) {
    assertThat(copies(ring, load.acknowledged()).values())
        .allSatisfy(times -> assertThat(times.values()).allMatch(count -> count <= copies));
  }

  /** How many receivers have each sample; none has one that was not sent, or one twice. */
  private static Map<String, Map<Long, Integer>> copies(
      ReceiverRing ring, Map<String, Map<Long, Long>> sent) {
    Map<String, Map<Long, Integer>> copies = new HashMap<>();
    for (int number = 0; number < ring.nodes().size(); number++) {
      kept(ring, number)
          .forEach((series, samples) -> {
            assertThat(sent.get(series)).as(series).containsAllEntriesOf(samples);
            Map<Long, Integer> times = copies.computeIfAbsent(series, _ -> new HashMap<>());
            samples.keySet().forEach(time -> times.merge(time, 1, Integer::sum));
          });
    }
    return copies;
  }

  /** What a receiver has, by series without its own label. */
  private static Map<String, Map<Long, Long>> kept(ReceiverRing ring, int number) {
    Map<String, Map<Long, Long>> all = new TreeMap<>();
    ReceiverCommand receiver = ring.node(number).command();
    StoreClient.series(receiver.host(), receiver.grpcPort(), RingLoad.METRIC)
        .forEach((labels, samples) -> {
          Map<Long, Long> times = new TreeMap<>();
          for (String sample : samples) {
            int blank = sample.indexOf(' ');
            long bits = Long.parseUnsignedLong(sample.substring(blank + 1), 16);
            times.put(Long.parseLong(sample, 0, blank, 10), bits);
          }
          assertThat(times).as("%s at receiver %d", labels, number).hasSameSizeAs(samples);
          all.put(labels.replace("receive_replica=r" + number + ",", ""), times);
        });
    return all;
  }
}
