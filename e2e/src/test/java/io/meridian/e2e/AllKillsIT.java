package io.meridian.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./meridian all}, killed at random moments while samples come in without a pause: it is
 * ready again each time, also where it was killed once more while it started.
 */
final class AllKillsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Of the times from the start of a process, or from when it was ready, to its end. */
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
    try (RingLoad load = new RingLoad(List.of(all.writeUrl(), all.writeUrl()))) {
      for (int i = 0; i < times; i++) {
        try (RunningProgram ready = all.startUntilReady()) {
          load.goOn();
          load.last(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
          ready.kill();
        }
        if (random.nextBoolean()) {
          try (RunningProgram starting = all.start()) {
            load.last(Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
            starting.kill();
          }
        }
      }
      try (RunningProgram last = all.startUntilReady()) {
        load.goOn();
        load.finish();
        Map<String, Map<Long, Long>> sent = load.acknowledged();

        ReceiverCommand.await(
            "all that was acknowledged to be there",
            PATIENCE,
            () -> RingLoad.keptBy(all).equals(sent));
        Conformance.count("all-kept-samples", load.samples());
        assertThat(last.terminate()).as(last.log()).isZero();
      }
    }
  }
}
