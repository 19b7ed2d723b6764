package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TimeRangeTest {
  @Test
  void holdsBothItsEnds() {
    TimeRange range = new TimeRange(-5, 5);

    assertThat(range.contains(-5)).isTrue();
    assertThat(range.contains(5)).isTrue();
    assertThat(range.contains(6)).isFalse();
    assertThat(range.contains(-6)).isFalse();
    assertThat(TimeRange.ALL.contains(Long.MIN_VALUE)).isTrue();
  }

  @Test
  void overlapsWhatSharesAnInstant() {
    TimeRange range = new TimeRange(10, 20);

    assertThat(range.overlaps(20, 30)).isTrue();
    assertThat(range.overlaps(0, 10)).isTrue();
    assertThat(range.overlaps(12, 13)).isTrue();
    assertThat(range.overlaps(0, 100)).isTrue();
    assertThat(range.overlaps(21, 30)).isFalse();
    assertThat(range.overlaps(0, 9)).isFalse();
  }

  @Test
  void refusesToEndBeforeItBegins() {
    assertThatThrownBy(() -> new TimeRange(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
