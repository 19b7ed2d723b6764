package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Random lives of a store. {@code -Dmeridian.simulation.minutes=…} says how long the long run
 * takes.
 */
final class StoreSimulationTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void keepsItsPromisesInManyLives() {
    RandomGenerator seeds = seed.random();
    int restarts = 0;
    int fences = 0;
    int refusals = 0;
    int blocks = 0;
    int checkpoints = 0;
    int deletions = 0;
    int rots = 0;
    int losses = 0;
    int freshHeads = 0;
    for (int i = 0; i < 120; i++) {
      StoreSimulation simulation = live(seeds.nextLong(), i % 2 == 0);
      restarts += simulation.restarts();
      fences += simulation.fences();
      refusals += simulation.refusals();
      blocks += simulation.blocks();
      checkpoints += simulation.checkpoints();
      deletions += simulation.deletions();
      rots += simulation.rots();
      losses += simulation.losses();
      freshHeads += simulation.freshHeads();
    }
    assertThat(restarts).isGreaterThan(500);
    assertThat(fences).isPositive();
    assertThat(refusals).isGreaterThan(50);
    assertThat(blocks).isGreaterThan(300);
    assertThat(checkpoints).isGreaterThan(100);
    assertThat(deletions).isGreaterThan(10);
    assertThat(rots).isEqualTo(120 * 4);
    assertThat(losses).isGreaterThan(50);
    assertThat(freshHeads).isPositive();
  }

  /** A block that could not be published at once, cut within a range that got more samples. */
  @Test
  void cutsTheRestOfARangeThatWasCutWithin() {
    assertThat(live(-4074259312017436070L, false).blocks()).isPositive();
  }

  /**
   * A tenant's folder whose name was not made to last at the first try, and then power was lost.
   */
  @Test
  void keepsBlocksOfATenantWhoseFolderWasMadeInTwoTries() {
    assertThat(live(2159227836429548214L, false).blocks()).isPositive();
  }

  /**
   * A series that came again under another number while power was lost, in a checkpoint made before
   * its first number was forgotten.
   */
  @Test
  void keepsOneNumberOfSeriesThatCameAgain() {
    assertThat(live(-263430371303963032L, false).blocks()).isPositive();
  }

  /** A sample that came again for a block that was deleted then, before power was lost. */
  @Test
  void promisesNoMoreOfASampleThatCameAgainThanOfOthers() {
    assertThat(live(-9221262091734574696L, true).deletions()).isPositive();
  }

  /** A block whose deletion was not made to last at the first try, and then power was lost. */
  @Test
  void deletesNoFilesOfABlockThatMayGetItsNameBack() {
    assertThat(live(-8598053152124954767L, true).deletions()).isPositive();
  }

  @Test
  @Tag("long")
  void keepsItsPromisesForLong() {
    RandomGenerator seeds = seed.random();
    long end = System.nanoTime() + Long.getLong("meridian.simulation.minutes", 2) * 60_000_000_000L;
    long lives = 0;
    do {
      live(seeds.nextLong(), lives % 2 == 0);
      lives++;
    } while (System.nanoTime() < end);
    assertThat(lives).isPositive();
  }

  private static StoreSimulation live(long seed, boolean deletes) {
    try {
      StoreSimulation simulation = new StoreSimulation(new SplittableRandom(seed), deletes);
      simulation.run(60);
      return simulation;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("the life of seed " + seed + "L", e);
    }
  }
}
