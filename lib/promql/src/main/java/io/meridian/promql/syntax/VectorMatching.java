package io.meridian.promql.syntax;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Which series of the left vector belong to which of the right.
 *
 * @param on whether {@code labels} are those that must agree; else all others must
 * @param include labels that the result takes from the side that has one series a group
 * @param fillLeft the value of a series that the left side has not
 * @param fillRight the value of a series that the right side has not
 */
public record VectorMatching(
    Cardinality cardinality,
    boolean on,
    List<String> labels,
    List<String> include,
    OptionalDouble fillLeft,
    OptionalDouble fillRight) {

  /** How many series of each side a group may have. */
  public enum Cardinality {
    ONE_TO_ONE("one-to-one"),
    MANY_TO_ONE("many-to-one"),
    ONE_TO_MANY("one-to-many"),
    MANY_TO_MANY("many-to-many");

    private final String symbol;

    Cardinality(String symbol) {
      this.symbol = symbol;
    }

    /** The name in syntax trees as JSON. */
    public String symbol() {
      return symbol;
    }
  }

  public VectorMatching {
    labels = List.copyOf(labels);
    include = List.copyOf(include);
  }
}
