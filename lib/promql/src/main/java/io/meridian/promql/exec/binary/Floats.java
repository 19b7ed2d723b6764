package io.meridian.promql.exec.binary;

import io.meridian.promql.math.Trigonometry;
import io.meridian.promql.syntax.BinaryOperator;

/** The binary operators of numbers. */
final class Floats {
  private Floats() {}

  /** The value of two scalars; a comparison gives 1 or 0. */
  static double scalar(BinaryOperator operator, double left, double right) {
    if (operator.isComparison()) {
      return compare(operator, left, right) ? 1 : 0;
    }
    return calculate(operator, left, right);
  }

  /** The value of an arithmetic operation. */
  static double calculate(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case MODULO -> left % right;
      case POWER -> GoPower.of(left, right);
      case ATAN2 -> Trigonometry.atan2(left, right);
      default -> throw new IllegalArgumentException("no arithmetic: " + operator.symbol());
    };
  }

  /** Calculates runs of values; a run may be calculated into itself. */
  static void calculate(
      BinaryOperator operator,
      double[] left,
      int leftFrom,
      double[] right,
      int rightFrom,
      double[] into,
      int from,
      int count) {
    switch (operator) {
      case ADD -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = left[leftFrom + i] + right[rightFrom + i];
        }
      }
      case SUBTRACT -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = left[leftFrom + i] - right[rightFrom + i];
        }
      }
      case MULTIPLY -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = left[leftFrom + i] * right[rightFrom + i];
        }
      }
      case DIVIDE -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = left[leftFrom + i] / right[rightFrom + i];
        }
      }
      default -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = calculate(operator, left[leftFrom + i], right[rightFrom + i]);
        }
      }
    }
  }

  /** Whether a comparison holds. */
  static boolean compare(BinaryOperator operator, double left, double right) {
    return switch (operator) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case LESS -> left < right;
      case LESS_OR_EQUAL -> left <= right;
      case GREATER -> left > right;
      case GREATER_OR_EQUAL -> left >= right;
      default -> throw new IllegalArgumentException("no comparison: " + operator.symbol());
    };
  }

  /** Whether an operator gives something else than the metric, so that its name has to go. */
  static boolean isArithmetic(BinaryOperator operator) {
    return switch (operator) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MODULO, POWER, ATAN2 -> true;
      default -> false;
    };
  }
}
