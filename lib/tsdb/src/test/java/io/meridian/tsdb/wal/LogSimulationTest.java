package io.meridian.tsdb.wal;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random lives of a log. {@code -Dmeridian.simulation.minutes=…} says how long the long run takes.
 */
final class LogSimulationTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void keepsItsPromisesInThousandsOfLives() {
    RandomGenerator seeds = seed.random();
    int restarts = 0;
    int fences = 0;
    int refusals = 0;
    int rots = 0;
    for (int i = 0; i < 2000; i++) {
      LogSimulation simulation = live(seeds.nextLong());
      restarts += simulation.restarts();
      fences += simulation.fences();
      refusals += simulation.refusals();
      rots += simulation.rots();
    }
    assertThat(restarts).isGreaterThan(10_000);
    assertThat(fences).isGreaterThan(300);
    assertThat(refusals).isGreaterThan(5_000);
    assertThat(rots).isGreaterThan(1_000);
  }

  @Test
  @Tag("long")
  void keepsItsPromisesForLong() {
    RandomGenerator seeds = seed.random();
    long end = System.nanoTime() + Long.getLong("meridian.simulation.minutes", 2) * 60_000_000_000L;
    long lives = 0;
    do {
      live(seeds.nextLong());
      lives++;
    } while (System.nanoTime() < end);
    assertThat(lives).isPositive();
  }

  private static LogSimulation live(long seed) {
    try {
      LogSimulation simulation = new LogSimulation(new SplittableRandom(seed));
      simulation.run(80);
      return simulation;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("the life of seed " + seed + "L", e);
    }
  }
}
