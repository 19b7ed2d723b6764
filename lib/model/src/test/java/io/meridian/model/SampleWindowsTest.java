package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SampleWindowsTest {
  private static SampleWindows windows(long min, long max, long step, long reach) {
    return SampleWindows.of(
        new SelectHints(
            new TimeRange(min, max),
            step,
            0,
            reach,
            "",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            0,
            0));
  }

  /** Whether a step looks at an instant, by definition. */
  private static boolean isWanted(long time, long min, long max, long step, long reach) {
    return time >= min && time <= max && (time - min) % step < reach;
  }

  @Test
  void findsTheSamplesThatStepsLookAt() {
    for (long step = 2; step < 9; step++) {
      for (long reach = 1; reach < step; reach++) {
        long min = -7;
        long max = min + 3 * step + reach - 1;
        SampleWindows windows = windows(min, max, step, reach);
        assertThat(windows.areApart()).isTrue();
        for (long from = min - 3; from <= max + 3; from++) {
          for (long to = from; to <= max + 3; to++) {
            check(windows, from, to, min, max, step, reach);
          }
        }
      }
    }
  }

  private static void check(
      SampleWindows windows, long from, long to, long min, long max, long step, long reach) {
    long first = from;
    while (first <= to && !isWanted(first, min, max, step, reach)) {
      first++;
    }
    long last = to;
    while (last >= from && !isWanted(last, min, max, step, reach)) {
      last--;
    }
    assertThat(windows.overlap(from, to)).isEqualTo(first <= to);
    if (first <= to) {
      assertThat(windows.first(from)).isEqualTo(first);
      assertThat(windows.last(to)).isEqualTo(last);
    }
  }

  @Test
  void areOneWhereNothingLiesBetween() {
    assertThat(windows(0, 99, 10, 10).areApart()).isFalse();
    assertThat(windows(0, 99, 10, 0).areApart()).isFalse();
    assertThat(windows(0, 99, 0, 10).areApart()).isFalse();
    assertThat(windows(0, 99, 10, 4).widened(3).areApart()).isFalse();
    assertThat(windows(0, 99, 10, 10).first(-5)).isZero();
    assertThat(windows(0, 99, 10, 10).last(200)).isEqualTo(99);
  }

  @Test
  void reachFurtherWhereTheyAreWidened() {
    SampleWindows windows = windows(0, 109, 100, 10).widened(5);

    assertThat(windows.first(-50)).isEqualTo(-5);
    assertThat(windows.first(15)).isEqualTo(95);
    assertThat(windows.last(94)).isEqualTo(14);
    assertThat(windows.last(500)).isEqualTo(114);
  }

  @Test
  void standAllOfATimeWithoutEnd() {
    SampleWindows windows = windows(Long.MIN_VALUE, Long.MAX_VALUE, 10, 5);

    assertThat(windows.areApart()).isFalse();
    assertThat(windows.widened(60_000).first(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(windows.last(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }
}
