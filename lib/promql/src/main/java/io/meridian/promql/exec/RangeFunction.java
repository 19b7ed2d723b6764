package io.meridian.promql.exec;

import io.meridian.model.Tile;
import io.meridian.promql.syntax.Call;
import java.util.List;

/**
 * A kernel over one series and all steps at once, as rate: from a column of samples and the bounds
 * of each step's window to a row of a tile. Instances keep state between calls only to reuse
 * memory; one is used by one thread at a time. Warmed up, a call allocates nothing.
 *
 * <p>The name is not its concern: {@link FunctionLibrary} says whether the function keeps it.
 */
public interface RangeFunction {
  /**
   * Evaluates a series at every step. For step i the window's samples are those from {@code
   * series.from()[i]} to before {@code series.to()[i]}; where there are none, or the function has
   * no value, the cell stays absent.
   *
   * @param row the tile's row to fill; cell i of it is {@code row × into.steps() + i}
   */
  void apply(RangeSeries series, Tile into, int row);

  /** Makes kernels, one for each thread that needs one. */
  @FunctionalInterface
  interface Factory {
    RangeFunction create(Arguments arguments);
  }

  /**
   * What a kernel knows of its call.
   *
   * @param call the call as it was written, for positions and the function's name
   * @param window the windows
   * @param scalars for each argument its value at every step; the range's place is empty
   * @param texts for each argument its text if it is a string literal, else ""
   * @param options the engine's
   * @param annotations where infos and warnings go
   */
  record Arguments(
      Call call,
      Window window,
      List<double[]> scalars,
      List<String> texts,
      EngineOptions options,
      Annotations annotations) {}
}
