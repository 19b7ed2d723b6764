package io.meridian.promql.exec;

import io.meridian.model.Tile;
import java.util.Arrays;

/** How many samples there are, or just 1 where there are any. */
final class CountAccumulator implements Accumulator<CountAccumulator> {
  private final int steps;
  private final boolean justOne;
  private long[] counts = {};

  CountAccumulator(int steps, boolean justOne) {
    this.steps = steps;
    this.justOne = justOne;
  }

  @Override
  public void grow(int groups) {
    int cells = Math.multiplyExact(groups, steps);
    if (cells > counts.length) {
      counts = Arrays.copyOf(counts, Math.max(cells, counts.length * 2));
    }
  }

  @Override
  public void clear() {
    Arrays.fill(counts, 0);
  }

  @Override
  public void add(int group, Tile tile, int firstCell) {
    long[] presence = tile.presence();
    for (int i = 0; i < steps; i++) {
      int cell = firstCell + i;
      counts[group * steps + i] += (presence[cell >> 6] >>> cell) & 1;
    }
  }

  /** Adds counts, one a step, to a group. */
  void add(int group, long[] found, int from) {
    for (int i = 0; i < steps; i++) {
      counts[group * steps + i] += found[from + i];
    }
  }

  @Override
  public void merge(int group, CountAccumulator other, int otherGroup) {
    for (int i = 0; i < steps; i++) {
      counts[group * steps + i] += other.counts[otherGroup * steps + i];
    }
  }

  @Override
  public void finish(int group, Tile into, int row) {
    for (int i = 0; i < steps; i++) {
      long count = counts[group * steps + i];
      if (count > 0) {
        into.put(row * steps + i, justOne ? 1 : (double) count);
      }
    }
  }

  @Override
  public long bytesPerGroup() {
    return 8L * steps;
  }
}
