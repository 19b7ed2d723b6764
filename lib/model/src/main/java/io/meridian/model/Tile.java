package io.meridian.model;

import java.util.Arrays;
import java.util.Optional;

/**
 * A rectangle of evaluated samples: some series at some steps, the unit that query operators hand
 * on. Cell (s, i) stands at {@code s × steps + i}; a bit says whether it holds a sample at all. A
 * tile holds at most {@value #MAX_BYTES} bytes of values so that it stays in a core's second-level
 * cache; only one single series with more steps than that may have a larger one to itself.
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
    if (series > 1 && cells > MAX_BYTES / Double.BYTES) {
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

  /** Puts a histogram of the lane into a cell; cells may share one. */
  public void putHistogram(int cell, int laneIndex) {
    put(cell, lane().sum(laneIndex));
    laneIndexes[cell] = laneIndex;
  }

  /** Takes the sample out of a cell. */
  public void remove(int cell) {
    presence[cell >> 6] &= ~(1L << cell);
  }

  /** Marks a run of cells as present whose floats have been written into {@link #values}. */
  public void addWritten(int fromCell, int toCell) {
    if (fromCell >= toCell) {
      return;
    }
    int first = fromCell >> 6;
    int last = (toCell - 1) >> 6;
    long head = -1L << fromCell;
    long tail = -1L >>> -toCell;
    if (first == last) {
      presence[first] |= head & tail;
    } else {
      presence[first] |= head;
      Arrays.fill(presence, first + 1, last, -1L);
      presence[last] |= tail;
    }
    if (lane.isPresent()) {
      Arrays.fill(laneIndexes, fromCell, toCell, -1);
    }
  }

  /** How many cells of a run hold a sample. */
  public int count(int fromCell, int toCell) {
    if (fromCell >= toCell) {
      return 0;
    }
    int first = fromCell >> 6;
    int last = (toCell - 1) >> 6;
    long head = -1L << fromCell;
    long tail = -1L >>> -toCell;
    if (first == last) {
      return Long.bitCount(presence[first] & head & tail);
    }
    int count = Long.bitCount(presence[first] & head) + Long.bitCount(presence[last] & tail);
    for (int i = first + 1; i < last; i++) {
      count += Long.bitCount(presence[i]);
    }
    return count;
  }

  /** Whether any cell may hold a histogram. */
  public boolean hasHistograms() {
    return lane.isPresent() && lane.get().size() > 0;
  }

  /** Bytes that histograms take beside the values. */
  public long histogramBytes() {
    return (long) Integer.BYTES * laneIndexes.length + lane.map(HistogramLane::bytes).orElse(0L);
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
