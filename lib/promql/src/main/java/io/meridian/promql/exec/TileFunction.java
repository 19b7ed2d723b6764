package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Call;
import java.util.List;

/**
 * A kernel that works on the rows of a tile in place, as abs: each cell by itself. It may change
 * values, turn histograms into floats or back, and take cells away. One is used by one thread at a
 * time. Warmed up, a call allocates nothing.
 */
public interface TileFunction {
  /**
   * Evaluates rows in place.
   *
   * @param block whose series the rows are, for the names in annotations
   * @param from the series of row 0
   * @param rows how many rows hold series
   * @param tile the rows; cell i of row r is {@code r × tile.steps() + i}
   */
  void apply(SeriesBlock block, int from, int rows, Tile tile);

  /** Makes kernels, one for each thread that needs one. */
  @FunctionalInterface
  interface Factory {
    TileFunction create(Arguments arguments);
  }

  /**
   * What a kernel knows of its call.
   *
   * @param call the call as it was written, for positions and the function's name
   * @param steps when it is evaluated
   * @param scalars for each argument its value at every step; the vector's place is empty
   * @param texts for each argument its text if it is a string literal, else ""
   * @param options the engine's
   * @param annotations where infos and warnings go
   */
  record Arguments(
      Call call,
      StepGrid steps,
      List<double[]> scalars,
      List<String> texts,
      EngineOptions options,
      Annotations annotations) {}
}
