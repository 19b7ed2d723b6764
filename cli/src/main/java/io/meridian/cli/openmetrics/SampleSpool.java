package io.meridian.cli.openmetrics;

import com.carrotsearch.hppc.sorting.IndirectSort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Brings samples into the order of blocks: by the range of the block, then series, then time. They
 * are collected in memory up to a bound, then sorted and written to a file as a run; the runs are
 * merged when all are there, and now and then before, so that there are never many.
 */
final class SampleSpool {
  /** How many runs are merged at once. */
  static final int MAX_RUNS = 64;

  private static final int SAMPLE_BYTES = 4 + 3 * Long.BYTES + Long.BYTES;
  private static final int SERIES_BYTES = 3 * Integer.BYTES + 2 * Integer.BYTES;

  private final Path folder;
  private final long window;
  private final long memory;
  private final List<Path> runs = new ArrayList<>();
  private int files;

  private final SeriesSet series = new SeriesSet();
  private int size;
  private int[] sampleSeries = new int[1024];
  private long[] times = new long[1024];
  private double[] values = new double[1024];
  private long[] lines = new long[1024];

  /**
   * A spool.
   *
   * @param folder where runs are written
   * @param window milliseconds that a block covers
   * @param memory about how many bytes are collected before they are written
   */
  SampleSpool(Path folder, long window, long memory) {
    this.folder = folder;
    this.window = window;
    this.memory = memory;
  }

  void add(byte[] labels, int from, int to, long time, double value, long line) throws IOException {
    if (size == times.length) {
      int capacity = size + (size >> 1);
      sampleSeries = Arrays.copyOf(sampleSeries, capacity);
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
      lines = Arrays.copyOf(lines, capacity);
    }
    sampleSeries[size] = series.add(labels, from, to);
    times[size] = time;
    values[size] = value;
    lines[size++] = line;
    if ((long) size * SAMPLE_BYTES + (long) series.size() * SERIES_BYTES + series.bytes()
        > memory) {
      spill();
    }
  }

  /** All samples in order. */
  RunMerge merge() throws IOException {
    spill();
    return new RunMerge(runs);
  }

  private void spill() throws IOException {
    if (size == 0) {
      return;
    }
    if (runs.size() == MAX_RUNS) {
      mergeRuns();
    }
    Path run = newFile();
    try (RunWriter writer = new RunWriter(run)) {
      write(writer);
    }
    runs.add(run);
    series.clear();
    size = 0;
  }

  private Path newFile() {
    return folder.resolve("run-" + files++);
  }

  private void mergeRuns() throws IOException {
    Path merged = newFile();
    try (RunMerge merge = new RunMerge(runs);
        RunWriter writer = new RunWriter(merged)) {
      merge.writeTo(writer);
    }
    for (Path run : runs) {
      Files.delete(run);
    }
    runs.clear();
    runs.add(merged);
  }

  /** Writes what was collected: each series' samples by time, in groups of one window each. */
  private void write(RunWriter writer) throws IOException {
    int[] ranked = series.sorted();
    int[] samples = samplesBySeries(ranked);
    Groups groups = new Groups();
    int at = 0;
    for (int rank = 0; rank < ranked.length; rank++) {
      int end = at;
      while (end < size && sampleSeries[samples[end]] == ranked[rank]) {
        end++;
      }
      sortByTime(samples, at, end);
      for (int i = at; i < end; i++) {
        long of = Math.floorDiv(times[samples[i]], window);
        if (i == at || of != Math.floorDiv(times[samples[i - 1]], window)) {
          groups.add(of, i);
        }
      }
      at = end;
    }
    groups.write(samples, writer);
  }

  /** The samples' indexes, those of one series together and in the order they came. */
  private int[] samplesBySeries(int[] ranked) {
    int[] next = new int[series.size() + 1];
    int[] rankOf = new int[series.size()];
    for (int rank = 0; rank < ranked.length; rank++) {
      rankOf[ranked[rank]] = rank;
    }
    for (int i = 0; i < size; i++) {
      next[rankOf[sampleSeries[i]] + 1]++;
    }
    for (int rank = 0; rank < ranked.length; rank++) {
      next[rank + 1] += next[rank];
    }
    int[] samples = new int[size];
    for (int i = 0; i < size; i++) {
      samples[next[rankOf[sampleSeries[i]]]++] = i;
    }
    return samples;
  }

  /** Stable, so that samples of one time stay in the order of their lines. */
  private void sortByTime(int[] samples, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      if (times[samples[i]] < times[samples[i - 1]]) {
        int[] unsorted = Arrays.copyOfRange(samples, from, to);
        int[] order =
            IndirectSort.mergesort(
                0, unsorted.length, (a, b) -> Long.compare(times[unsorted[a]], times[unsorted[b]]));
        for (int j = 0; j < order.length; j++) {
          samples[from + j] = unsorted[order[j]];
        }
        return;
      }
    }
  }

  /** Consecutive samples of one series and window. */
  private final class Groups {
    private int count;
    private long[] windows = new long[64];
    private int[] starts = new int[64];

    void add(long of, int start) {
      if (count == windows.length) {
        windows = Arrays.copyOf(windows, 2 * count);
        starts = Arrays.copyOf(starts, 2 * count);
      }
      windows[count] = of;
      starts[count++] = start;
    }

    /** Writes the groups by window; within one they stay in the order of their series. */
    void write(int[] samples, RunWriter writer) throws IOException {
      int[] order =
          IndirectSort.mergesort(0, count, (a, b) -> Long.compare(windows[a], windows[b]));
      for (int group : order) {
        int end = group + 1 < count ? starts[group + 1] : size;
        int of = sampleSeries[samples[starts[group]]];
        writer.beginGroup(windows[group], series.labels(), series.from(of), series.to(of));
        for (int i = starts[group]; i < end; i++) {
          int sample = samples[i];
          writer.add(lines[sample], times[sample], values[sample]);
        }
        writer.endGroup();
      }
    }
  }
}
