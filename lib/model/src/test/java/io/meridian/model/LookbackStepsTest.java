package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps are those whose lookbacks make up a range. */
class LookbackStepsTest {
  @RegisterExtension final Seed seed = new Seed();

  @Test
  void comeFromTheirRangeAgain() {
    RandomGenerator random = seed.random();
    for (int i = 0; i < 200; i++) {
      int count = random.nextInt(1, 50);
      LookbackSteps steps =
          new LookbackSteps(
              random.nextLong(1000, 1L << 50),
              count == 1 ? 1 : random.nextLong(1, 100),
              count,
              random.nextLong(1, 1000));
      long step = steps.count() == 1 ? 0 : steps.step();

      assertThat(LookbackSteps.of(steps.range(), step, steps.lookback())).contains(steps);
      assertThat(steps.last()).isEqualTo(steps.first() + (count - 1) * steps.step());
    }
  }

  @Test
  void areNotThereWhereARangeIsOfNone() {
    TimeRange range = new TimeRange(1000, 1999);
    assertThat(LookbackSteps.of(range, 0, 1000)).contains(new LookbackSteps(1999, 1, 1, 1000));
    assertThat(LookbackSteps.of(range, 0, 999)).isEmpty();
    assertThat(LookbackSteps.of(range, 0, 1001)).isEmpty();
    assertThat(LookbackSteps.of(range, 0, 0)).isEmpty();
    assertThat(LookbackSteps.of(range, 300, 400)).contains(new LookbackSteps(1399, 300, 3, 400));
    assertThat(LookbackSteps.of(range, 299, 400)).isEmpty();
    assertThat(LookbackSteps.of(range, -1, 400)).isEmpty();
    assertThat(LookbackSteps.of(new TimeRange(-1, 1999), 0, 2001)).isEmpty();
    assertThat(LookbackSteps.of(TimeRange.ALL, 15_000, 300_000)).isEmpty();
  }

  @Test
  void areFoundByTime() {
    LookbackSteps steps = new LookbackSteps(1000, 100, 3, 500);
    assertThat(steps.from(0)).isZero();
    assertThat(steps.from(1000)).isZero();
    assertThat(steps.from(1001)).isEqualTo(1);
    assertThat(steps.from(1100)).isEqualTo(1);
    assertThat(steps.from(1101)).isEqualTo(2);
    assertThat(steps.from(1201)).isEqualTo(3);
    assertThat(steps.from(Long.MAX_VALUE)).isEqualTo(3);
  }
}
