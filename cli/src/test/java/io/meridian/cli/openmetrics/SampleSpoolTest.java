package io.meridian.cli.openmetrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

final class SampleSpoolTest {
  private static final long WINDOW = 1000;

  @RegisterExtension final Seed seed = new Seed();

  @TempDir private Path folder;

  private record Sample(Labels labels, long time, double value, long line) {
    long window() {
      return Math.floorDiv(time, WINDOW);
    }
  }

  @Test
  void ordersWhatFitsIntoMemory() throws IOException {
    assertOrder(1000, 1 << 20);
  }

  @Test
  void ordersMoreRunsThanAreMergedAtOnce() throws IOException {
    assertOrder(30_000, 10_000);
  }

  private void assertOrder(int count, long memory) throws IOException {
    RandomGenerator random = seed.random();
    List<Sample> samples = new ArrayList<>();
    SampleSpool spool = new SampleSpool(folder, WINDOW, memory);
    for (int line = 1; line <= count; line++) {
      int length = line % 500 == 0 ? 40_000 : random.nextInt(1, 200);
      Labels labels = Labels.of("__name__", "m" + random.nextInt(30), "l", "é".repeat(length));
      Sample sample = new Sample(labels, random.nextLong(-5000, 5000), random.nextDouble(), line);
      samples.add(sample);
      byte[] packed = labels.packed();
      spool.add(packed, 0, packed.length, sample.time, sample.value, line);
    }

    samples.sort(
        Comparator.comparingLong(Sample::window)
            .thenComparing(Sample::labels)
            .thenComparingLong(Sample::time)
            .thenComparingLong(Sample::line));
    assertThat(merged(spool)).isEqualTo(samples);
  }

  private static List<Sample> merged(SampleSpool spool) throws IOException {
    List<Sample> merged = new ArrayList<>();
    try (RunMerge merge = spool.merge()) {
      while (merge.nextGroup()) {
        Labels labels = Labels.copyOf(merge.reader().labels(), 0, merge.reader().labelsTo());
        while (merge.nextSample()) {
          RunReader at = merge.reader();
          merged.add(new Sample(labels, at.time(), at.value(), at.line()));
        }
      }
    }
    return merged;
  }
}
