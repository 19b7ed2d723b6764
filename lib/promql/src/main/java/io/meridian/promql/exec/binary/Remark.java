package io.meridian.promql.exec.binary;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;

/** What there is to remark on two samples. */
enum Remark {
  FLOATS,
  FLOAT_AND_HISTOGRAM,
  HISTOGRAM_AND_FLOAT,
  HISTOGRAMS,
  LAYOUTS,
  COLLISION,
  RECONCILED;

  /** That samples of these kinds do not go together. */
  static Remark types(boolean leftIsHistogram, boolean rightIsHistogram) {
    if (leftIsHistogram) {
      return rightIsHistogram ? HISTOGRAMS : HISTOGRAM_AND_FLOAT;
    }
    return rightIsHistogram ? FLOAT_AND_HISTOGRAM : FLOATS;
  }

  /** Adds the remark to a query's. */
  void announce(BinaryOperation operation, Annotations annotations) {
    BinaryOperator operator = operation.operator();
    String change = operator == BinaryOperator.ADD ? "addition" : "subtraction";
    switch (this) {
      case FLOATS -> types(operation, "float", "float", annotations);
      case FLOAT_AND_HISTOGRAM -> types(operation, "float", "histogram", annotations);
      case HISTOGRAM_AND_FLOAT -> types(operation, "histogram", "float", annotations);
      case HISTOGRAMS -> types(operation, "histogram", "histogram", annotations);
      case LAYOUTS ->
          annotations.warning(
              "incompatible bucket layout encountered for binary operator " + operator.symbol(),
              operation.position());
      case COLLISION ->
          annotations.warning(
              "conflicting counter resets during histogram " + change, operation.position());
      case RECONCILED ->
          annotations.info(
              "mismatched custom buckets were reconciled during " + change, operation.position());
    }
  }

  private static void types(
      BinaryOperation operation, String left, String right, Annotations annotations) {
    annotations.info(
        "incompatible sample types encountered for binary operator \"%1$s\": %2$s %1$s %3$s"
            .formatted(operation.operator().symbol(), left, right),
        operation.position());
  }
}
