package io.meridian.promql.exec;

import com.carrotsearch.hppc.IntObjectHashMap;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.Tile;
import java.util.Optional;

/**
 * The histograms of an aggregation's groups and steps, summed or averaged with compensation; only
 * cells that met one are kept.
 */
final class HistogramCells {
  /** A sum of some thirty buckets with its compensations. */
  private static final long BYTES_PER_CELL = 1024;

  private final HistogramRemarks remarks;
  private final boolean averaged;
  private final IntObjectHashMap<Cell> cells = new IntObjectHashMap<>();
  private final HistogramSum trial = new HistogramSum();
  private final HistogramLane scratch = new HistogramLane();
  private final HistogramLane merging = new HistogramLane();

  /** The series that was added last. */
  private Optional<SeriesBlock> block = Optional.empty();

  private int series;

  HistogramCells(HistogramRemarks remarks, boolean averaged) {
    this.remarks = remarks;
    this.averaged = averaged;
  }

  /** What is known of one group at one step. */
  private static final class Cell {
    private final HistogramSum sum = new HistogramSum();
    private double count;

    /** Exponential and custom buckets met: there is no result. */
    private boolean broken;

    /** The sum is a mean already, since it would have been infinite. */
    private boolean mean;

    private boolean resetSeen;
    private boolean notResetSeen;

    void hint(CounterResetHint hint) {
      resetSeen |= hint == CounterResetHint.RESET;
      notResetSeen |= hint == CounterResetHint.NOT_RESET;
    }
  }

  void clear() {
    cells.clear();
  }

  /** Says which series is added next. */
  void of(SeriesBlock from, int number) {
    block = Optional.of(from);
    series = number;
  }

  private String metric() {
    return block
        .map(of -> MetricName.of(of.labelBytes(series), of.labelsFrom(series), of.labelsTo(series)))
        .orElse("");
  }

  /** About how many bytes these cells take. */
  long bytes() {
    return cells.size() * BYTES_PER_CELL;
  }

  boolean isBroken(int at) {
    Cell cell = cells.isEmpty() ? null : cells.get(at);
    return cell != null && cell.broken;
  }

  void add(int at, HistogramLane lane, int index) {
    Cell cell = cells.get(at);
    if (cell == null) {
      cell = new Cell();
      cells.put(at, cell);
    }
    if (cell.broken) {
      return;
    }
    cell.hint(lane.hint(index));
    add(cell, lane, index, 1);
  }

  private void add(Cell cell, HistogramLane lane, int index, double weight) {
    if (cell.count == 0) {
      cell.sum.set(lane, index);
      cell.count = weight;
      return;
    }
    if (!cell.sum.accepts(lane.layout(index))) {
      cell.broken = true;
      remarks.mixedSchemas(metric());
      return;
    }
    cell.count += weight;
    if (!averaged) {
      cell.sum.addCompensated(lane, index);
    } else if (!cell.mean) {
      addOrTurnToMean(cell, lane, index, weight);
    } else {
      addToMean(cell, lane, index, weight);
    }
    if (cell.sum.boundsReconciled()) {
      remarks.boundsReconciled();
    }
  }

  private void addOrTurnToMean(Cell cell, HistogramLane lane, int index, double weight) {
    trial.set(cell.sum).addCompensated(lane, index);
    if (trial.overflows()) {
      cell.mean = true;
      cell.sum.divide(cell.count - weight);
      addToMean(cell, lane, index, weight);
    } else {
      cell.sum.set(trial);
    }
  }

  private void addToMean(Cell cell, HistogramLane lane, int index, double weight) {
    int part = trial.set(lane, index).divide(cell.count / weight).addTo(scratch);
    cell.sum.multiply((cell.count - weight) / cell.count).addCompensated(scratch, part);
    scratch.removeLast();
  }

  /** Adds another one's cell to one of this. */
  void merge(int at, HistogramCells other, int from) {
    Cell theirs = other.cells.isEmpty() ? null : other.cells.get(from);
    if (theirs == null) {
      return;
    }
    block = other.block;
    series = other.series;
    Cell mine = cells.get(at);
    if (mine == null) {
      cells.put(at, theirs);
      other.cells.remove(from);
      return;
    }
    mine.resetSeen |= theirs.resetSeen;
    mine.notResetSeen |= theirs.notResetSeen;
    if (mine.broken || theirs.broken) {
      mine.broken = true;
      return;
    }
    if (theirs.mean) {
      toMean(mine);
    }
    if (averaged && mine.mean && !theirs.mean) {
      toMean(theirs);
    }
    add(mine, merging, theirs.sum.settle().addTo(merging), theirs.count);
    merging.clear();
  }

  private static void toMean(Cell cell) {
    if (!cell.mean) {
      cell.mean = true;
      cell.sum.divide(cell.count);
    }
  }

  /**
   * Puts a cell's result, if it met a histogram, into a tile.
   *
   * @param hasFloat whether it met a float, too
   * @return whether it met a histogram
   */
  boolean finish(int at, boolean hasFloat, Tile into, int tileCell) {
    Cell cell = cells.isEmpty() ? null : cells.get(at);
    if (cell == null) {
      return false;
    }
    if (hasFloat) {
      remarks.mixedWithFloats();
      return true;
    }
    if (cell.broken) {
      return true;
    }
    if (cell.resetSeen && cell.notResetSeen) {
      remarks.resetsCollided();
    }
    if (averaged && !cell.mean) {
      cell.sum.divide(cell.count);
    }
    cell.sum.settle().compact(0).addTo(into.lane());
    into.putHistogram(tileCell);
    return true;
  }
}
