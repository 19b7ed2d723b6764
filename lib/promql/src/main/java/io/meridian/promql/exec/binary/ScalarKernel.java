package io.meridian.promql.exec.binary;

import io.meridian.model.Tile;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.SeriesBlock;
import io.meridian.promql.exec.TileFunction;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.BinaryOperator;
import java.util.EnumSet;

/** A vector's samples with a scalar, which is a tile of one row. */
final class ScalarKernel implements TileFunction {
  private final BinaryOperator operator;
  private final SampleOperation operation;
  private final Tile scalar;
  private final boolean scalarIsLeft;

  ScalarKernel(
      BinaryOperation operation, Tile scalar, boolean scalarIsLeft, Annotations annotations) {
    EnumSet<Remark> made = EnumSet.noneOf(Remark.class);
    this.operation =
        new SampleOperation(
            operation,
            scalarIsLeft,
            (remark, _, _) -> {
              if (made.add(remark)) {
                remark.announce(operation, annotations);
              }
            });
    this.scalar = scalar;
    this.scalarIsLeft = scalarIsLeft;
    operator = operation.operator();
  }

  @Override
  public void apply(SeriesBlock block, int from, int rows, Tile tile) {
    int steps = tile.steps();
    boolean floats = !tile.hasHistograms() && Floats.isArithmetic(operator);
    for (int row = 0; row < rows; row++) {
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
