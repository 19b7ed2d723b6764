package io.meridian.promql.exec.binary;

import io.meridian.model.CounterResetHint;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.Tile;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;

/**
 * What a binary operator makes of two samples, each a float or a histogram. Used by one thread at a
 * time.
 */
final class SampleOperation {
  private final BinaryOperator operator;
  private final boolean returnsBool;
  private final boolean comparison;
  private final boolean trim;
  private final boolean givesRight;
  private final Remarks.Sheet remarks;
  private final HistogramSum sum = new HistogramSum();
  private int series;

  /**
   * An operation.
   *
   * @param givesRight whether a comparison that holds gives its right operand, not the left one
   */
  SampleOperation(BinaryOperation operation, boolean givesRight, Remarks.Sheet remarks) {
    this.givesRight = givesRight;
    this.remarks = remarks;
    operator = operation.operator();
    returnsBool = operation.returnsBool();
    comparison = operator.isComparison();
    trim = operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER;
  }

  /** Says which series the next samples are of, by its place in the order of remarks. */
  void begin(int place) {
    series = place;
  }

  /**
   * Puts the result of two samples into a cell, which may be one of theirs.
   *
   * @param step the samples' step
   * @return whether there is a result; else the cell stays as it was
   */
  boolean put(int step, Tile left, int leftCell, Tile right, int rightCell, Tile into, int cell) {
    if (left.laneIndex(leftCell) >= 0 || right.laneIndex(rightCell) >= 0) {
      return putHistograms(step, left, leftCell, right, rightCell, into, cell);
    }
    double leftValue = left.values()[leftCell];
    double rightValue = right.values()[rightCell];
    if (comparison) {
      return putComparison(leftValue, rightValue, into, cell);
    }
    if (trim) {
      remarks.add(Remark.FLOATS, series, step);
      return false;
    }
    into.put(cell, Floats.calculate(operator, leftValue, rightValue));
    return true;
  }

  private boolean putComparison(double left, double right, Tile into, int cell) {
    boolean holds = Floats.compare(operator, left, right);
    if (returnsBool) {
      into.put(cell, holds ? 1 : 0);
      return true;
    }
    if (holds) {
      into.put(cell, givesRight ? right : left);
    }
    return holds;
  }

  /**
   * Whether two samples do not go together, so that they have no result and Prometheus does not
   * count them as a match either.
   */
  boolean fails(Tile left, int leftCell, Tile right, int rightCell) {
    int leftIndex = left.laneIndex(leftCell);
    int rightIndex = right.laneIndex(rightCell);
    if (!takes(leftIndex >= 0, rightIndex >= 0)) {
      return true;
    }
    return leftIndex >= 0
        && rightIndex >= 0
        && !comparison
        && (differInLayout(left.lane(), leftIndex, right.lane(), rightIndex)
            || collide(left.lane(), leftIndex, right.lane(), rightIndex));
  }

  private boolean takes(boolean leftHistogram, boolean rightHistogram) {
    if (!leftHistogram) {
      return rightHistogram ? operator == BinaryOperator.MULTIPLY : !trim;
    }
    return switch (operator) {
      case MULTIPLY, DIVIDE, TRIM_LOWER, TRIM_UPPER -> !rightHistogram;
      case ADD, SUBTRACT, EQUAL, NOT_EQUAL -> rightHistogram;
      default -> false;
    };
  }

  private static boolean differInLayout(HistogramLane left, int i, HistogramLane right, int j) {
    return left.layout(i).hasCustomBounds() != right.layout(j).hasCustomBounds();
  }

  private static boolean collide(HistogramLane left, int i, HistogramLane right, int j) {
    return left.hint(i) != right.hint(j) && isKnown(left.hint(i)) && isKnown(right.hint(j));
  }

  private static boolean isKnown(CounterResetHint hint) {
    return hint == CounterResetHint.RESET || hint == CounterResetHint.NOT_RESET;
  }

  private boolean putHistograms(
      int step, Tile left, int leftCell, Tile right, int rightCell, Tile into, int cell) {
    int leftIndex = left.laneIndex(leftCell);
    int rightIndex = right.laneIndex(rightCell);
    if (!takes(leftIndex >= 0, rightIndex >= 0)) {
      remarks.add(Remark.types(leftIndex >= 0, rightIndex >= 0), series, step);
      return false;
    }
    if (comparison) {
      return putComparison(left, leftIndex, right, rightIndex, into, cell);
    }
    if (leftIndex < 0) {
      sum.set(right.lane(), rightIndex).multiply(left.values()[leftCell]).compact(0);
    } else if (rightIndex < 0) {
      scale(left.lane(), leftIndex, right.values()[rightCell]);
    } else if (!add(step, left.lane(), leftIndex, right.lane(), rightIndex)) {
      return false;
    }
    sum.addTo(into.lane());
    into.putHistogram(cell);
    return true;
  }

  private boolean putComparison(
      Tile left, int leftIndex, Tile right, int rightIndex, Tile into, int cell) {
    boolean equal =
        Histogram.of(left.lane(), leftIndex)
            .toFloat()
            .holdsSameAs(Histogram.of(right.lane(), rightIndex).toFloat());
    boolean holds = equal == (operator == BinaryOperator.EQUAL);
    if (returnsBool) {
      into.put(cell, holds ? 1 : 0);
      return true;
    }
    if (holds) {
      into.lane().add(left.lane(), leftIndex);
      into.putHistogram(cell);
    }
    return holds;
  }

  private void scale(HistogramLane lane, int index, double value) {
    sum.set(lane, index);
    switch (operator) {
      case MULTIPLY -> sum.multiply(value).compact(0);
      case DIVIDE -> sum.divide(value).compact(0);
      case TRIM_UPPER -> sum.keepBelow(value);
      case TRIM_LOWER -> sum.keepAbove(value);
      default -> throw new IllegalStateException(operator.symbol());
    }
  }

  /** Adds or subtracts; false if that cannot be, which is remarked. */
  private boolean add(
      int step, HistogramLane left, int leftIndex, HistogramLane right, int rightIndex) {
    if (differInLayout(left, leftIndex, right, rightIndex)) {
      remarks.add(Remark.LAYOUTS, series, step);
      return false;
    }
    if (collide(left, leftIndex, right, rightIndex)) {
      remarks.add(Remark.COLLISION, series, step);
      return false;
    }
    sum.set(left, leftIndex);
    if (operator == BinaryOperator.ADD) {
      sum.add(right, rightIndex);
    } else {
      sum.subtract(right, rightIndex).hint(CounterResetHint.GAUGE);
    }
    if (sum.boundsReconciled()) {
      remarks.add(Remark.RECONCILED, series, step);
    }
    sum.compact(0);
    return true;
  }
}
