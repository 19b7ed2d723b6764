package io.meridian.promql.syntax;

import java.util.List;

/**
 * Which labels tell the groups of an aggregation apart.
 *
 * @param without whether {@code labels} are those that do not
 */
public record Grouping(boolean without, List<String> labels) {
  /** All series in one group. */
  public static final Grouping ALL = new Grouping(false, List.of());

  public Grouping {
    labels = List.copyOf(labels);
  }
}
