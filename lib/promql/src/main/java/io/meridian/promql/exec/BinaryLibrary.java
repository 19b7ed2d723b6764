package io.meridian.promql.exec;

import io.meridian.promql.syntax.BinaryOperation;

/** The binary operators of the language as execution sees them. */
public interface BinaryLibrary {
  /** Two scalars; the value at every step. */
  double[] scalars(BinaryOperation operation, double[] left, double[] right);

  /**
   * A vector and a scalar. Series that become equal without their names are for the caller to join.
   *
   * @param scalarIsLeft on which side the scalar stood
   */
  Operator vectorAndScalar(
      BinaryOperation operation,
      Operator vector,
      double[] scalar,
      boolean scalarIsLeft,
      QueryRun run);

  /** Two vectors, matched. The operator owns both and closes them. */
  Operator vectors(BinaryOperation operation, Operator left, Operator right, QueryRun run);

  /** Whether an operation of a vector and a scalar leaves names as they are. */
  boolean keepsName(BinaryOperation operation);
}
