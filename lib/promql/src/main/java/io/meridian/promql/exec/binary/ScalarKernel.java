package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;

/** A vector's samples with a scalar, which is a tile of one row. */
final class ScalarKernel implements TileFunction {
  private final BinaryOperator operator;
  private final SampleOperation operation;
  private final Tile scalar;
  private final boolean scalarIsLeft;

  /**
   * A kernel.
   *
   * @param remarks where it remarks on its series, by their {@linkplain NumberedInput#first
   *     numbers}
   */
  ScalarKernel(
      BinaryOperation operation, Tile scalar, boolean scalarIsLeft, Remarks.Sheet remarks) {
    this.operation = new SampleOperation(operation, scalarIsLeft, remarks);
    this.scalar = scalar;
    this.scalarIsLeft = scalarIsLeft;
    operator = operation.operator();
  }

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int steps = tile.steps();
    boolean floats = !tile.hasHistograms() && Floats.isArithmetic(operator);
    for (int row = 0; row < rows; row++) {
      operation.begin(NumberedInput.first(block) + from + row);
      if (floats) {
        calculate(tile, row * steps);
      } else {
        applyEach(tile, row * steps);
      }
    }
  }

  private void calculate(Tile tile, int cell) {
    double[] values = tile.values();
    double[] left = scalarIsLeft ? scalar.values() : values;
    double[] right = scalarIsLeft ? values : scalar.values();
    Floats.calculate(
        operator,
        left,
        scalarIsLeft ? 0 : cell,
        right,
        scalarIsLeft ? cell : 0,
        values,
        cell,
        tile.steps());
  }

  private void applyEach(Tile tile, int firstCell) {
    for (int step = 0; step < tile.steps(); step++) {
      int cell = firstCell + step;
      if (tile.has(cell) && !put(tile, cell, step)) {
        tile.remove(cell);
      }
    }
  }

  private boolean put(Tile tile, int cell, int step) {
    return scalarIsLeft
        ? operation.put(step, scalar, step, tile, cell, tile, cell)
        : operation.put(step, tile, cell, scalar, step, tile, cell);
  }
}
