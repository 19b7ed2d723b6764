package io.meridian.promql.function;

import io.meridian.model.ShortestDecimal;
import io.meridian.model.Tile;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.syntax.Parenthesized;

/** quantile_over_time; warns once of each quantile that is none. */
final class QuantileOverTime implements RangeFunction {
  private final FloatsOverTime floats;
  private final Arguments arguments;
  private final Quantiles quantiles = new Quantiles();
  private double refused;
  private boolean anyRefused;

  QuantileOverTime(Arguments arguments) {
    this.arguments = arguments;
    floats = new FloatsOverTime(arguments, this::quantile, 1);
  }

  @Override
  public void apply(RangeSeries series, Tile into, int row) {
    floats.apply(series, into, row);
  }

  private double quantile(long[] times, double[] values, int from, int to, int step) {
    double quantile = arguments.scalars().getFirst()[step];
    if (!(quantile >= 0 && quantile <= 1)) {
      refuse(quantile);
    }
    return quantiles.of(quantile, values, from, to);
  }

  private void refuse(double quantile) {
    if (anyRefused && Double.compare(quantile, refused) == 0) {
      return;
    }
    anyRefused = true;
    refused = quantile;
    arguments
        .annotations()
        .warning(
            "quantile value should be between 0 and 1, got " + ShortestDecimal.of(quantile),
            Parenthesized.unwrap(arguments.call().arguments().getFirst()).position(),
            arguments.call().position());
  }
}
