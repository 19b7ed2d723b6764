package io.meridian.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AllocationTest {

  private final long[] sums = new long[1];
  private Object kept = "";

  @Test
  void seesNothingWhereNothingIsAllocated() {
    assertThat(Allocation.bytes(() -> sums[0]++)).isZero();
  }

  @Test
  void seesAnArray() {
    assertThat(Allocation.bytes(() -> kept = new byte[10_000])).isBetween(10_000L, 10_100L);
    assertThat(kept).isInstanceOf(byte[].class);
  }
}
