package io.meridian.tsdb.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.tsdb.wal.Recovery;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogGrowthTest {
  private static LogGrowth opened(long checkpointBytes, long bytes) {
    return new LogGrowth(100, new Recovery(1, 1, 1, checkpointBytes, bytes, 2, List.of()));
  }

  @Test
  void waitsUntilTheLogIsAsLargeAsTheCheckpointBefore() {
    LogGrowth growth = opened(0, 0);
    assertThat(growth.isDue(99)).isFalse();
    assertThat(growth.isDue(100)).isTrue();

    growth.checkpointed(100, 300);

    assertThat(growth.isDue(399)).isFalse();
    assertThat(growth.isDue(400)).isTrue();
  }

  @Test
  void waitsForAtLeastSoMuchAndForAtMostEightTimesThat() {
    LogGrowth growth = opened(0, 0);

    growth.checkpointed(0, 1);
    assertThat(growth.isDue(99)).isFalse();

    growth.checkpointed(0, 1_000_000);
    assertThat(growth.isDue(799)).isFalse();
    assertThat(growth.isDue(800)).isTrue();
  }

  @Test
  void countsTheLogThatWasThereAtTheStartButNotItsCheckpoint() {
    assertThat(opened(300, 300 + 250).isDue(49)).isFalse();
    assertThat(opened(300, 300 + 250).isDue(50)).isTrue();
    assertThat(opened(300, 300).isDue(0)).isFalse();
  }
}
