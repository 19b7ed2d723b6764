package io.meridian.promql.exec;

import io.meridian.promql.syntax.Call;
import java.util.List;

/**
 * The functions of the language as execution sees them. What kind a function is decides how it is
 * built into a query.
 */
@FunctionalInterface
public interface FunctionLibrary {
  /** The implementation of a function of the function table. */
  Implementation find(String function);

  /** How a function is run. */
  sealed interface Implementation {}

  /**
   * A function of one range vector, and perhaps scalars.
   *
   * @param keepsName whether results keep the metric's name
   */
  record OverRange(RangeFunction.Factory factory, boolean keepsName) implements Implementation {}

  /**
   * A function of one instant vector, and perhaps scalars, that treats each sample by itself.
   *
   * @param keepsName whether results keep the metric's name
   */
  record OverTiles(TileFunction.Factory factory, boolean keepsName) implements Implementation {}

  /** A function of scalars, or of nothing, that gives a scalar; the value at every step. */
  record OverScalars(Scalars function) implements Implementation {}

  /** Any other: it gets its arguments as they are and gives an operator. */
  record OverSeries(Series function) implements Implementation {}

  /** A vector that a function turns into a scalar; the value at every step. */
  record ToScalar(Scalar function) implements Implementation {}

  /** See {@link OverScalars}. */
  @FunctionalInterface
  interface Scalars {
    double[] evaluate(Call call, List<double[]> arguments, QueryRun run);
  }

  /** See {@link OverSeries}. */
  @FunctionalInterface
  interface Series {
    /**
     * Builds the operator.
     *
     * @param arguments in the order of the call; for a range vector a {@link Operand.Vector} whose
     *     samples are present (1) at the steps whose window holds any sample, as absent_over_time
     *     needs it
     */
    Operator create(Call call, List<Operand> arguments, QueryRun run);
  }

  /** See {@link ToScalar}. */
  @FunctionalInterface
  interface Scalar {
    double[] evaluate(Call call, Operator argument, QueryRun run);
  }
}
