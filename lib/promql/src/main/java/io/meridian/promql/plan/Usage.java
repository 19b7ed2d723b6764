package io.meridian.promql.plan;

import io.meridian.model.SelectHints.LabelSelection;
import java.util.Optional;

/**
 * What a query does with the series of a selector, as far as it is known.
 *
 * @param function the function or aggregation right above, empty if there is none
 * @param grouping the labels that the aggregation right above keeps or drops
 * @param projection the labels that the query needs at all; empty if it may need any
 * @param histogramTotals whether of native histograms it needs count and sum alone; see {@link
 *     HistogramTotals}
 */
public record Usage(
    String function,
    Optional<LabelSelection> grouping,
    Optional<LabelSelection> projection,
    boolean histogramTotals) {
  /** Nothing is known. */
  public static final Usage UNKNOWN = new Usage("", Optional.empty(), Optional.empty(), false);

  Usage withFunction(String name) {
    return new Usage(name, grouping, projection, histogramTotals);
  }

  Usage withLabels(Optional<LabelSelection> groups, Optional<LabelSelection> needed) {
    return new Usage(function, groups, needed, histogramTotals);
  }

  Usage withHistogramTotals() {
    return new Usage(function, grouping, projection, true);
  }
}
