package io.meridian.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * A rectangle of evaluated samples: some series at some steps, the unit that query operators hand
 * on. Cell (s, i) stands at {@code s × steps + i}; a bit says whether it holds a sample at all. A
 * tile holds at most {@value #MAX_BYTES} bytes of values so that it stays in a core's second-level
 * cache.
 */
public final class Tile {
  /** The most bytes of values in a tile. */
  public static final int MAX_BYTES = 512 * 1024;

  private final int series;
  private final int steps;
  private final double[] values;
  private final long[] presence;
  private int[] laneIndexes = {};
  private Optional<HistogramLane> lane = Optional.empty();

  /** An empty tile. */
  public Tile(int series, int steps) {
    int cells = Math.multiplyExact(series, steps);
    if (cells > MAX_BYTES / Double.BYTES) {
      throw new IllegalArgumentException(
          "a tile of "
              + series
              + " series × "
              + steps
              + " steps is larger than "
              + MAX_BYTES
              + " bytes");
    }
    this.series = series;
    this.steps = steps;
    values = new double[cells];
    presence = new long[(cells + Long.SIZE - 1) / Long.SIZE];
  }

  /** How many series of a number of steps fit into a tile; at least one. */
  public static int seriesFor(int steps) {
    return Math.max(1, MAX_BYTES / Double.BYTES / Math.max(1, steps));
  }

  public int series() {
    return series;
  }

  public int steps() {
    return steps;
  }

  /** The values of all cells; those of absent cells mean nothing. */
  public double[] values() {
    return values;
  }

  /** One bit a cell, lowest first: whether it holds a sample. */
  public long[] presence() {
    return presence;
  }

  public boolean has(int cell) {
    return (presence[cell >> 6] & (1L << cell)) != 0;
  }

  /** Puts a float into a cell. */
  public void put(int cell, double value) {
    values[cell] = value;
    presence[cell >> 6] |= 1L << cell;
    if (lane.isPresent()) {
      laneIndexes[cell] = -1;
    }
  }

  /** Puts the histogram that was added to the lane last into a cell. */
  public void putHistogram(int cell) {
    HistogramLane histograms = lane();
    put(cell, histograms.sum(histograms.size() - 1));
    laneIndexes[cell] = histograms.size() - 1;
  }

  /** Whether any cell may hold a histogram. */
  public boolean hasHistograms() {
    return lane.isPresent() && lane.get().size() > 0;
  }

  /** Where a cell's histogram stands in the lane, or −1 for a float. */
  public int laneIndex(int cell) {
    return lane.isPresent() ? laneIndexes[cell] : -1;
  }

  /** The tile's histograms; made when first asked for. */
  public HistogramLane lane() {
    if (lane.isEmpty()) {
      lane = Optional.of(new HistogramLane());
      laneIndexes = new int[values.length];
      Arrays.fill(laneIndexes, -1);
    }
    return lane.get();
  }

  /** Takes every sample out. */
  public void clear() {
    Arrays.fill(presence, 0);
    lane.ifPresent(HistogramLane::clear);
  }
}
