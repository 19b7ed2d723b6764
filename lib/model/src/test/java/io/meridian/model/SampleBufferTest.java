package io.meridian.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class SampleBufferTest {
  @RegisterExtension final Seed seed = new Seed();

  private record Sample(long time, double value, long startTime, boolean histogram) {}

  @Test
  void dropsStaleMarkersAndKnowsHowLongACounterRises() {
    RandomGenerator random = seed.random();
    SampleBuffer buffer = new SampleBuffer();
    for (int run = 0; run < 300; run++) {
      buffer.clear();
      assertThat(buffer.rising()).isZero();
      List<Double> expected = new ArrayList<>();
      int odd = random.nextInt(1, 40);
      double value = random.nextInt(3) - 1;
      for (int i = random.nextInt(60); i > 0; i--) {
        value = random.nextInt(odd) == 0 ? random.nextInt(3) : value + random.nextInt(3);
        double added = random.nextInt(odd) == 0 ? Double.NaN : value;
        if (random.nextInt(odd) == 0) {
          buffer.add(i, StaleMarker.VALUE);
        }
        buffer.add(i, added);
        expected.add(added);
      }

      buffer.dropStale();

      List<Double> kept = new ArrayList<>();
      for (int i = 0; i < buffer.size(); i++) {
        kept.add(buffer.value(i));
        assertThat(buffer.time(i)).isEqualTo(buffer.size() - i);
      }
      assertThat(kept).isEqualTo(expected);
      for (int i = 0; i < buffer.rising(); i++) {
        assertThat(kept.get(i)).isNotNaN().isGreaterThanOrEqualTo(kept.get(Math.max(0, i - 1)));
      }
    }
    buffer.clear();
    for (double value : new double[] {1, 1, 3, 2, 5}) {
      buffer.add(0, value);
    }
    buffer.dropStale();
    assertThat(buffer.rising()).isEqualTo(3);
  }

  @Test
  void holdsWhateverWasAddedInWhicheverWay() {
    RandomGenerator random = seed.random();
    SampleBuffer buffer = new SampleBuffer(random.nextInt(3));
    for (int i = 0; i < 500; i++) {
      List<Sample> expected = new ArrayList<>();
      buffer.clear();
      boolean startTimes = random.nextBoolean();
      for (int n = random.nextInt(60); n > 0; n--) {
        addSome(random, buffer, expected, startTimes);
      }

      assertThat(buffer.size()).isEqualTo(expected.size());
      int histograms = 0;
      for (int s = 0; s < expected.size(); s++) {
        Sample sample = expected.get(s);
        assertThat(buffer.time(s)).isEqualTo(sample.time());
        assertThat(buffer.value(s)).isEqualTo(sample.value());
        assertThat(buffer.startTime(s)).isEqualTo(sample.startTime());
        assertThat(buffer.laneIndex(s)).isEqualTo(sample.histogram() ? histograms++ : -1);
      }
      assertThat(buffer.hasHistograms()).isEqualTo(histograms > 0);
      assertThat(buffer.hasStartTimes())
          .isEqualTo(expected.stream().anyMatch(s -> s.startTime() != 0));
    }
  }

  private static void addSome(
      RandomGenerator random, SampleBuffer buffer, List<Sample> expected, boolean startTimes) {
    long time = random.nextInt(1000);
    double value = random.nextDouble();
    long startTime = startTimes && random.nextBoolean() ? 1 + random.nextInt(9) : 0;
    switch (random.nextInt(4)) {
      case 0 -> {
        buffer.add(time, value);
        expected.add(new Sample(time, value, 0, false));
      }
      case 1 -> {
        buffer.add(time, value, startTime);
        expected.add(new Sample(time, value, startTime, false));
      }
      case 2 -> {
        buffer.lane().add(HistogramLayout.EMPTY, true, CounterResetHint.UNKNOWN);
        buffer.addHistogram(time, value, startTime);
        expected.add(new Sample(time, value, startTime, true));
      }
      default -> {
        int count = random.nextInt(20);
        buffer.reserve(count);
        for (int i = 0; i < count; i++) {
          buffer.times()[buffer.size() + i] = time + i;
          buffer.values()[buffer.size() + i] = value;
          expected.add(new Sample(time + i, value, 0, false));
        }
        buffer.addWritten(count);
      }
    }
  }

  @Test
  void appendsWithoutAllocatingOnceItHasGrown() {
    SampleBuffer buffer = new SampleBuffer();

    long bytes =
        Allocation.bytes(() -> {
          buffer.clear();
          for (int i = 0; i < 1000; i++) {
            buffer.add(i, i, i);
          }
        });

    assertThat(bytes).isZero();
  }
}
