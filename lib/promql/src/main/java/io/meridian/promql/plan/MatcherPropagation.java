package io.meridian.promql.plan;

import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.syntax.AggregationOperator;
import io.meridian.promql.syntax.BinaryOperator;
import io.meridian.promql.syntax.Grouping;
import io.meridian.promql.syntax.RangeExtension;
import io.meridian.promql.syntax.ValueType;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Has one side of a join select no more than what can match the other: what the series of one side
 * must match in the labels that are compared, those of the other may be asked for, too.
 *
 * <p>A series that finds no match changes nothing, with one exception: two series of a group on the
 * side that may have but one are an error, whether they match or not, unless the other side is
 * empty. So matchers go over only where that side can't have two: an aggregate by labels that are
 * compared, or series of one metric of which all labels are. Nor do they go where series of several
 * metrics may become the same. Remarks on the histograms of series that take no part go with them,
 * remarks on a metric's name stay.
 */
public final class MatcherPropagation implements Rewrite {
  /** Functions of a range that give series with its labels, each from one series alone. */
  private static final Set<String> SERIES_BY_SERIES =
      Set.of(
          "avg_over_time",
          "changes",
          "count_over_time",
          "delta",
          "deriv",
          "idelta",
          "increase",
          "irate",
          "last_over_time",
          "max_over_time",
          "min_over_time",
          "present_over_time",
          "quantile_over_time",
          "rate",
          "resets",
          "stddev_over_time",
          "stdvar_over_time",
          "sum_over_time");

  private static final Set<String> COUNTER_FUNCTIONS = Set.of("rate", "increase", "irate");

  private static final Set<String> COUNTER_SUFFIXES = Set.of("_total", "_sum", "_count", "_bucket");

  @Override
  public PlanNode apply(PlanNode plan) {
    return PlanNode.bottomUp(
        plan, node -> node instanceof Binary binary && joins(binary) ? joined(binary) : node);
  }

  private static boolean joins(Binary binary) {
    return binary
        .operation()
        .matching()
        .filter(matching -> matching.fillLeft().isEmpty() && matching.fillRight().isEmpty())
        .filter(_ -> binary.operation().operator() != BinaryOperator.OR)
        .isPresent();
  }

  private static PlanNode joined(Binary binary) {
    VectorMatching matching = binary.operation().matching().orElseThrow();
    BinaryOperator operator = binary.operation().operator();
    Predicate<String> compared = label -> isCompared(matching, label);
    PlanNode left = binary.left();
    PlanNode right = binary.right();
    boolean leftIsOne = matching.cardinality() == Cardinality.ONE_TO_MANY;
    if (matching.cardinality() != Cardinality.MANY_TO_MANY
        && !isUnique(leftIsOne ? left : right, matching)) {
      return binary;
    }
    PlanNode newLeft =
        operator == BinaryOperator.UNLESS ? left : with(left, known(right, compared));
    PlanNode newRight = with(right, known(left, compared));
    return newLeft.equals(left) && newRight.equals(right)
        ? binary
        : new Binary(binary.operation(), newLeft, newRight);
  }

  private static boolean isCompared(VectorMatching matching, String label) {
    return !label.equals(Labels.METRIC_NAME) && matching.on() == matching.labels().contains(label);
  }

  /** Whether a part can't have two series that agree in the labels compared. */
  private static boolean isUnique(PlanNode node, VectorMatching matching) {
    return switch (node) {
      case Select select -> comparesAll(matching) && SingleMetric.is(select.matchers());
      case Function function when isSeriesBySeries(function) ->
          comparesAll(matching)
              && function.arguments().get(function.rangeArgument()) instanceof SelectRange select
              && SingleMetric.is(select.matchers());
      case Aggregate aggregate ->
          isFold(aggregate)
              && !aggregate.aggregation().grouping().without()
              && aggregate.aggregation().grouping().labels().stream()
                  .allMatch(label -> isCompared(matching, label));
      default -> false;
    };
  }

  private static boolean comparesAll(VectorMatching matching) {
    return !matching.on() && matching.labels().isEmpty();
  }

  private static boolean isFold(Aggregate aggregate) {
    return switch (aggregate.aggregation().operator()) {
      case SUM, AVG, MIN, MAX, COUNT, GROUP, STDDEV, STDVAR, QUANTILE -> true;
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES -> false;
    };
  }

  private static boolean keeps(Grouping grouping, String label) {
    return grouping.without() != grouping.labels().contains(label);
  }

  /** What all series of a part match in some of their labels. */
  private static Set<Matcher> known(PlanNode node, Predicate<String> labels) {
    return switch (node) {
      case Select select -> known(select.matchers(), labels);
      case SelectRange select -> known(select.matchers(), labels);
      case SubqueryRange subquery -> known(subquery.operand(), labels);
      case Negate negate -> known(negate.operand(), labels);
      case Function function when isSeriesBySeries(function) ->
          known(function.arguments().get(function.rangeArgument()), labels);
      case Aggregate aggregate
          when aggregate.aggregation().operator() != AggregationOperator.COUNT_VALUES ->
          known(
              aggregate.operand(),
              label ->
                  labels.test(label)
                      && (!isFold(aggregate) || keeps(aggregate.aggregation().grouping(), label)));
      default -> Set.of();
    };
  }

  private static Set<Matcher> known(List<Matcher> matchers, Predicate<String> labels) {
    Set<Matcher> known = new LinkedHashSet<>();
    matchers.stream()
        .filter(matcher -> labels.test(matcher.name()))
        .filter(matcher -> !matcher.name().equals(Labels.METRIC_NAME))
        .forEach(known::add);
    return known;
  }

  private static boolean isSeriesBySeries(Function function) {
    return SERIES_BY_SERIES.contains(function.call().function().name());
  }

  /** A part that gives those of its series that match; or more, where that can't be had. */
  private static PlanNode with(PlanNode node, Set<Matcher> matchers) {
    if (matchers.isEmpty()) {
      return node;
    }
    return switch (node) {
      case Select select when SingleMetric.is(select.matchers()) ->
          select.with(all(select.matchers(), matchers), select.usage());
      case SelectRange select
          when SingleMetric.is(select.matchers()) && select.extension() == RangeExtension.NONE ->
          select.with(all(select.matchers(), matchers), select.usage());
      case SubqueryRange subquery ->
          subquery.withChildren(List.of(with(subquery.operand(), matchers)));
      case Negate negate -> new Negate(with(negate.operand(), matchers));
      case Function function when isSeriesBySeries(function) && !remarksOnName(function) ->
          inRange(function, matchers);
      case Aggregate aggregate
          when aggregate.aggregation().operator() != AggregationOperator.COUNT_VALUES ->
          below(aggregate, matchers);
      default -> node;
    };
  }

  /**
   * Whether a function remarks on the metric's name, as long as there is any series of it: one that
   * takes no part in the join counts, too.
   */
  private static boolean remarksOnName(Function function) {
    return COUNTER_FUNCTIONS.contains(function.call().function().name())
        && !(function.arguments().getFirst() instanceof SelectRange select
            && select.matchers().stream().anyMatch(MatcherPropagation::namesACounter));
  }

  private static boolean namesACounter(Matcher matcher) {
    return matcher.name().equals(Labels.METRIC_NAME)
        && COUNTER_SUFFIXES.stream().anyMatch(matcher.value()::endsWith);
  }

  private static List<Matcher> all(List<Matcher> matchers, Set<Matcher> more) {
    Set<Matcher> all = new LinkedHashSet<>(matchers);
    all.addAll(more);
    return List.copyOf(all);
  }

  private static PlanNode inRange(Function function, Set<Matcher> matchers) {
    List<PlanNode> arguments = new ArrayList<>(function.arguments());
    arguments.replaceAll(
        argument -> argument.type() == ValueType.MATRIX ? with(argument, matchers) : argument);
    return function.withChildren(arguments);
  }

  /** Groups are left out as wholes, by labels that they have. */
  private static PlanNode below(Aggregate aggregate, Set<Matcher> matchers) {
    Set<Matcher> kept = new LinkedHashSet<>(matchers);
    kept.removeIf(matcher -> !keeps(aggregate.aggregation().grouping(), matcher.name()));
    return new Aggregate(
        aggregate.aggregation(), aggregate.parameter(), with(aggregate.operand(), kept));
  }
}
