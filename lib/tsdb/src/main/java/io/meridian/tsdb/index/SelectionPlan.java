package io.meridian.tsdb.index;

import io.meridian.model.Matcher;
import java.util.List;

/**
 * How a selection was carried out, for people who ask why it took so long.
 *
 * @param steps one for each label that matchers spoke of, in the order of their turn
 * @param candidates how many series at most were left to be tested
 * @param tested how many entries of series were read so far
 * @param estimatedCost what the plan was expected to cost, as {@link SelectionCosts} counts
 * @param cost what it has cost so far, counted the same way
 */
public record SelectionPlan(
    List<Step> steps, long candidates, long tested, double estimatedCost, double cost) {
  public SelectionPlan {
    steps = List.copyOf(steps);
  }

  /** How matchers were answered. */
  public enum Method {
    /** By the lists of series of all values that match. */
    LISTS,
    /** By the lists of series of all values that do not match, which were taken off. */
    LISTS_EXCLUDED,
    /** By the labels of the series that the other matchers left. */
    ENTRIES,
    /** Every series or none fulfils them. */
    KNOWN
  }

  /**
   * The matchers of one label.
   *
   * @param matchers what was asked of the label
   * @param method how it was answered
   * @param values how many values of the label were passed by
   * @param lists how many lists were found, whether they were read or not
   * @param references about how many series these lists have
   * @param estimatedCost what it was expected to cost
   * @param cost what it has cost so far
   */
  public record Step(
      List<Matcher> matchers,
      Method method,
      long values,
      long lists,
      long references,
      double estimatedCost,
      double cost) {
    public Step {
      matchers = List.copyOf(matchers);
    }
  }
}
