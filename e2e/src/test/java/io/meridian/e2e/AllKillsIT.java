package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./meridian all}, killed at random moments while samples come in without a pause. */
final class AllKillsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of the times from the start of the process to its end. */
  private static final int LONGEST_LIFE_MILLIS = 4000;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  @Test
  void losesNothingThatItAcknowledgedWhenKilledTwice() throws Exception {
    killed(2);
  }

  @Test
  @Tag("long")
  void losesNothingThatItAcknowledgedWhenKilledTenTimes() throws Exception {
    killed(10);
  }

  private void killed(int times) throws Exception {
    RandomGenerator random = seed.random();
    AllCommand all = new AllCommand(folder, "all");
    try (RunningProgram first = all.startUntilReady();
        RingLoad load = new RingLoad(List.of(all.writeUrl(), all.writeUrl()))) {
      load.goOn();
      first.kill();
      for (int i = 1; i < times; i++) {
        try (RunningProgram next = all.start()) {
          load.last(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
          next.kill(); // ready or not
        }
      }
      try (RunningProgram last = all.startUntilReady()) {
        load.goOn();
        load.finish();
        Map<String, Map<Long, Long>> sent = load.acknowledged();

        ReceiverCommand.await(
            "all that was acknowledged to be there", PATIENCE, () -> kept(all).equals(sent));
        Conformance.count("all-kept-samples", load.samples());
        assertThat(last.terminate()).as(last.log()).isZero();
      }
    }
  }

  /** What a querier is told, by series without the process' own label. */
  private static Map<String, Map<Long, Long>> kept(AllCommand all) {
    Map<String, Map<Long, Long>> kept = new TreeMap<>();
    StoreClient.series(all.grpcPort(), RingLoad.METRIC)
        .forEach((labels, samples) -> {
          Map<Long, Long> times = new TreeMap<>();
          for (String sample : samples) {
            int blank = sample.indexOf(' ');
            long bits = Long.parseUnsignedLong(sample.substring(blank + 1), 16);
            times.put(Long.parseLong(sample, 0, blank, 10), bits);
          }
          kept.put(labels.replace("receive_replica=all-0,", ""), times);
        });
    return kept;
  }
}
