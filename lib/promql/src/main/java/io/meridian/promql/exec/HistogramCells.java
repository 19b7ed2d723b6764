package io.meridian.promql.exec;

import com.carrotsearch.hppc.IntObjectHashMap;
import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.Tile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The histograms of an aggregation's groups and steps, summed or averaged with compensation; only
 * cells that met one are kept.
 *
 * <p>Remarks wait until a cell is finished: where a float came first histograms are not looked at
 * any more, so there is nothing to be said of them, and what came first is only known when all
 * parts are merged.
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

    /** A float came before the first histogram: there is no result. */
    private final boolean behindFloat;

    /** The metric whose exponential buckets met custom ones, or the other way round: no result. */
    private @Nullable String broken;

    private boolean boundsReconciled;

    /** The sum is a mean already, since it would have been infinite. */
    private boolean mean;

    private boolean resetSeen;
    private boolean notResetSeen;

    Cell(boolean behindFloat) {
      this.behindFloat = behindFloat;
    }

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

  /** Whether histograms that do not go together came first, so that nothing else counts. */
  boolean isBroken(int at) {
    Cell cell = cells.isEmpty() ? null : cells.get(at);
    return cell != null && cell.broken != null;
  }

  /**
   * Adds a histogram to a cell.
   *
   * @param hasFloat whether the cell met a float before
   */
  void add(int at, HistogramLane lane, int index, boolean hasFloat) {
    Cell cell = cells.get(at);
    if (cell == null) {
      cell = new Cell(hasFloat);
      cells.put(at, cell);
    }
    if (cell.broken != null || cell.behindFloat) {
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
      cell.broken = metric();
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
    cell.boundsReconciled |= cell.sum.boundsReconciled();
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

  /**
   * Adds another one's cell to one of this.
   *
   * @param hasFloat whether this one's cell met a float
   * @return whether floats of the other one's cell count
   */
  boolean merge(int at, HistogramCells other, int from, boolean hasFloat) {
    Cell theirs = other.cells.isEmpty() ? null : other.cells.get(from);
    if (theirs == null) {
      return !isBroken(at);
    }
    block = other.block;
    series = other.series;
    Cell mine = cells.get(at);
    if (mine == null) {
      cells.put(at, hasFloat ? new Cell(true) : theirs);
      other.cells.remove(from);
      return true;
    }
    if (mine.broken != null) {
      return false;
    }
    if (mine.behindFloat || theirs.behindFloat) {
      return true;
    }
    mine.resetSeen |= theirs.resetSeen;
    mine.notResetSeen |= theirs.notResetSeen;
    mine.boundsReconciled |= theirs.boundsReconciled;
    if (theirs.broken != null) {
      mine.broken = theirs.broken;
      return true;
    }
    if (theirs.mean) {
      toMean(mine);
    }
    if (averaged && mine.mean && !theirs.mean) {
      toMean(theirs);
    }
    add(mine, merging, theirs.sum.settle().addTo(merging), theirs.count);
    merging.clear();
    return mine.broken == null;
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
    if (cell.broken != null) {
      remarks.mixedSchemas(cell.broken);
    }
    if (cell.boundsReconciled) {
      remarks.boundsReconciled();
    }
    if (hasFloat) {
      remarks.mixedWithFloats();
    }
    if (hasFloat || cell.broken != null) {
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
