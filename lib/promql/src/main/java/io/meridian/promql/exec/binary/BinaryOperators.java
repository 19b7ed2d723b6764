package io.meridian.promql.exec.binary;

import io.meridian.model.QueryFailedException;
import io.meridian.model.Tile;
import io.meridian.promql.exec.BinaryLibrary;
import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.exec.StoredSeries;
import io.meridian.promql.exec.TileOperator;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import java.util.Arrays;

/** All binary operators. */
public final class BinaryOperators implements BinaryLibrary {
  public BinaryOperators() {}

  @Override
  public double[] scalars(BinaryOperation operation, double[] left, double[] right) {
    if (operation.operator().isTrim()) {
      throw new QueryFailedException(
          "operator \"%s\" not allowed for Scalar operations"
              .formatted(operation.operator().symbol()));
    }
    double[] values = new double[left.length];
    Arrays.setAll(values, i -> Floats.scalar(operation.operator(), left[i], right[i]));
    return values;
  }

  @Override
  public Operator vectorAndScalar(
      BinaryOperation operation,
      Operator vector,
      double[] scalar,
      boolean scalarIsLeft,
      QueryRun run) {
    Tile values = new Tile(1, scalar.length);
    System.arraycopy(scalar, 0, values.values(), 0, scalar.length);
    values.addWritten(0, scalar.length);
    Remarks remarks = new Remarks(operation, run.annotations(), scalar.length);
    return new TileOperator(
        run,
        new NumberedInput(vector, remarks),
        () -> new ScalarKernel(operation, values, scalarIsLeft, remarks.sheet()),
        keepsName(operation));
  }

  @Override
  public Operator vectors(BinaryOperation operation, Operator left, Operator right, QueryRun run) {
    BinaryOperator operator = operation.operator();
    if (operator == BinaryOperator.AND || operator == BinaryOperator.UNLESS) {
      return new SetFilter(operation, left, right, run);
    }
    return new StoredOperator(run.steps(), () -> stored(operation, left, right, run));
  }

  private static StoredSeries stored(
      BinaryOperation operation, Operator left, Operator right, QueryRun run) {
    try (right) {
      Collected lefts = run.collect(left);
      try {
        Collected rights = run.collect(right);
        return operation.operator() == BinaryOperator.OR
            ? Union.of(operation, lefts, rights, run)
            : Join.of(operation, lefts, rights, run);
      } catch (RuntimeException e) {
        lefts.close();
        throw e;
      }
    }
  }

  @Override
  public boolean keepsName(BinaryOperation operation) {
    return !operation.returnsBool() && !Floats.isArithmetic(operation.operator());
  }
}
