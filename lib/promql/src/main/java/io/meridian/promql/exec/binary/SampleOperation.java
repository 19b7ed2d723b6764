package io.meridian.promql.exec.binary;

import io.meridian.model.CounterResetHint;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramSum;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import java.util.EnumSet;

/**
 * What a binary operator makes of two samples, each a float or a histogram. Used by one thread at a
 * time, since it remembers what it remarked already.
 */
final class SampleOperation {
  private final BinaryOperation operation;
  private final BinaryOperator operator;
  private final boolean comparison;
  private final boolean givesRight;
  private final Annotations annotations;
  private final HistogramSum sum = new HistogramSum();
  private final EnumSet<Remark> remarked = EnumSet.noneOf(Remark.class);

  /**
   * An operation.
   *
   * @param givesRight whether a comparison that holds gives its right operand, not the left one
   */
  SampleOperation(BinaryOperation operation, boolean givesRight, Annotations annotations) {
    this.operation = operation;
    this.givesRight = givesRight;
    this.annotations = annotations;
    operator = operation.operator();
    comparison = operator.isComparison();
  }

  /**
   * Puts the result of two samples into a cell, which may be one of theirs.
   *
   * @return whether there is a result; else the cell stays as it was
   */
  boolean put(Tile left, int leftCell, Tile right, int rightCell, Tile into, int cell) {
    if (left.laneIndex(leftCell) >= 0 || right.laneIndex(rightCell) >= 0) {
      return putHistograms(left, leftCell, right, rightCell, into, cell);
    }
    double leftValue = left.values()[leftCell];
    double rightValue = right.values()[rightCell];
    if (comparison) {
      boolean holds = Floats.compare(operator, leftValue, rightValue);
      if (operation.returnsBool()) {
        into.put(cell, holds ? 1 : 0);
        return true;
      }
      if (holds) {
        into.put(cell, givesRight ? rightValue : leftValue);
      }
      return holds;
    }
    if (isTrim()) {
      remarkTypes(false, false);
      return false;
    }
    into.put(cell, Floats.calculate(operator, leftValue, rightValue));
    return true;
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
        && (differInKind(left.lane(), leftIndex, right.lane(), rightIndex)
            || collide(left.lane(), leftIndex, right.lane(), rightIndex));
  }

  private boolean isTrim() {
    return operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER;
  }

  private boolean takes(boolean leftHistogram, boolean rightHistogram) {
    if (!leftHistogram) {
      return rightHistogram ? operator == BinaryOperator.MULTIPLY : !isTrim();
    }
    return switch (operator) {
      case MULTIPLY, DIVIDE, TRIM_LOWER, TRIM_UPPER -> !rightHistogram;
      case ADD, SUBTRACT, EQUAL, NOT_EQUAL -> rightHistogram;
      default -> false;
    };
  }

  private static boolean differInKind(HistogramLane left, int i, HistogramLane right, int j) {
    return left.layout(i).hasCustomBounds() != right.layout(j).hasCustomBounds();
  }

  private static boolean collide(HistogramLane left, int i, HistogramLane right, int j) {
    return left.hint(i) != right.hint(j) && isKnown(left.hint(i)) && isKnown(right.hint(j));
  }

  private static boolean isKnown(CounterResetHint hint) {
    return hint == CounterResetHint.RESET || hint == CounterResetHint.NOT_RESET;
  }

  private boolean putHistograms(
      Tile left, int leftCell, Tile right, int rightCell, Tile into, int cell) {
    int leftIndex = left.laneIndex(leftCell);
    int rightIndex = right.laneIndex(rightCell);
    if (!takes(leftIndex >= 0, rightIndex >= 0)) {
      remarkTypes(leftIndex >= 0, rightIndex >= 0);
      return false;
    }
    if (comparison) {
      return putComparison(left, leftIndex, right, rightIndex, into, cell);
    }
    if (leftIndex < 0) {
      sum.set(right.lane(), rightIndex).multiply(left.values()[leftCell]).compact(0);
    } else if (rightIndex < 0) {
      scale(left.lane(), leftIndex, right.values()[rightCell]);
    } else if (!add(left.lane(), leftIndex, right.lane(), rightIndex)) {
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
    if (operation.returnsBool()) {
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
  private boolean add(HistogramLane left, int leftIndex, HistogramLane right, int rightIndex) {
    boolean addition = operator == BinaryOperator.ADD;
    if (differInKind(left, leftIndex, right, rightIndex)) {
      if (isNew(Remark.KINDS)) {
        annotations.warning(
            "incompatible bucket layout encountered for binary operator " + operator.symbol(),
            operation.position());
      }
      return false;
    }
    String name = addition ? "addition" : "subtraction";
    if (collide(left, leftIndex, right, rightIndex)) {
      if (isNew(Remark.COLLISION)) {
        annotations.warning(
            "conflicting counter resets during histogram " + name, operation.position());
      }
      return false;
    }
    sum.set(left, leftIndex);
    if (addition) {
      sum.add(right, rightIndex);
    } else {
      sum.subtract(right, rightIndex).hint(CounterResetHint.GAUGE);
    }
    if (sum.boundsReconciled() && isNew(Remark.RECONCILED)) {
      annotations.info(
          "mismatched custom buckets were reconciled during " + name, operation.position());
    }
    sum.compact(0);
    return true;
  }

  private void remarkTypes(boolean leftHistogram, boolean rightHistogram) {
    Remark remark =
        leftHistogram
            ? (rightHistogram ? Remark.HISTOGRAMS : Remark.HISTOGRAM_AND_FLOAT)
            : (rightHistogram ? Remark.FLOAT_AND_HISTOGRAM : Remark.FLOATS);
    if (isNew(remark)) {
      annotations.info(
          "incompatible sample types encountered for binary operator \"%1$s\": %2$s %1$s %3$s"
              .formatted(operator.symbol(), kind(leftHistogram), kind(rightHistogram)),
          operation.position());
    }
  }

  private static String kind(boolean histogram) {
    return histogram ? "histogram" : "float";
  }

  /** What there is to remark, each once. */
  private enum Remark {
    FLOATS,
    FLOAT_AND_HISTOGRAM,
    HISTOGRAM_AND_FLOAT,
    HISTOGRAMS,
    KINDS,
    COLLISION,
    RECONCILED
  }

  private boolean isNew(Remark remark) {
    return remarked.add(remark);
  }
}
