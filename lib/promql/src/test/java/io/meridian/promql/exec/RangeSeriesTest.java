package io.meridian.promql.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.SampleBuffer;
import io.meridian.promql.syntax.RangeExtension;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RangeSeriesTest {
  private static SampleBuffer samples(long... times) {
    SampleBuffer samples = new SampleBuffer();
    for (long time : times) {
      samples.add(time, 1);
    }
    return samples;
  }

  private static RangeSeries windows(StepGrid steps, OptionalLong at, RangeExtension extension) {
    Window window = new Window(steps, at, 0, 10, extension, 5);
    return RangeSeries.of(window, samples(0, 5, 10, 15, 20, 25));
  }

  @Test
  void windowsAreOpenToTheLeftAndClosedToTheRight() {
    RangeSeries series = windows(new StepGrid(10, 5, 3), OptionalLong.empty(), RangeExtension.NONE);

    assertThat(series.from()).containsExactly(1, 2, 3);
    assertThat(series.to()).containsExactly(3, 4, 5);
  }

  @Test
  void fixedTimeGivesEveryStepTheSameWindow() {
    RangeSeries series = windows(new StepGrid(100, 5, 2), OptionalLong.of(15), RangeExtension.NONE);

    assertThat(series.from()).containsExactly(2, 2);
    assertThat(series.to()).containsExactly(4, 4);
  }

  @Test
  void smoothedRangesReadBeyondBothBounds() {
    RangeSeries series =
        windows(new StepGrid(15, 5, 1), OptionalLong.empty(), RangeExtension.SMOOTHED);

    assertThat(series.from()).containsExactly(1);
    assertThat(series.to()).containsExactly(5);
  }

  @Test
  void anchoredRangesReadBeyondTheirStartOnly() {
    RangeSeries series =
        windows(new StepGrid(15, 5, 1), OptionalLong.empty(), RangeExtension.ANCHORED);

    assertThat(series.from()).containsExactly(1);
    assertThat(series.to()).containsExactly(4);
  }

  @Test
  void windowsBeyondTheSamplesAreEmpty() {
    RangeSeries series = windows(new StepGrid(40, 5, 1), OptionalLong.empty(), RangeExtension.NONE);

    assertThat(series.from()).containsExactly(6);
    assertThat(series.to()).containsExactly(6);
  }
}
