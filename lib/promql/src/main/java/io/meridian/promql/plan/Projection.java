package io.meridian.promql.plan;

import io.meridian.model.Labels;
import io.meridian.model.SelectHints.LabelSelection;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.syntax.AggregationOperator;
import io.meridian.promql.syntax.Grouping;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells selectors what stands above them: the function, the grouping, and which labels the query
 * needs at all. A source may then leave other labels out, in which case several of its series may
 * look the same.
 *
 * <p>Labels are needed only as far as the aggregation above keeps them, plus the metric's name,
 * which annotations mention; and only where nothing between selector and aggregation compares whole
 * label sets, as a function does that drops names of more than one metric.
 */
public final class Projection implements Rewrite {
  private final List<String> always;

  /**
   * A projection.
   *
   * @param always labels that are needed whatever the query does
   */
  public Projection(List<String> always) {
    this.always = List.copyOf(always);
  }

  @Override
  public PlanNode apply(PlanNode plan) {
    return rewrite(plan, Usage.UNKNOWN);
  }

  private PlanNode rewrite(PlanNode node, Usage above) {
    return switch (node) {
      case Select select -> select.with(select.matchers(), above);
      case SelectRange select -> select.with(select.matchers(), checked(above, select));
      case StepInvariant invariant ->
          invariant.withChildren(List.of(rewrite(invariant.operand(), above)));
      case Aggregate aggregate -> below(aggregate);
      case Function function -> below(function, above);
      default ->
          node.withChildren(
              node.children().stream().map(child -> rewrite(child, Usage.UNKNOWN)).toList());
    };
  }

  private PlanNode below(Aggregate aggregate) {
    Usage usage = usage(aggregate);
    return new Aggregate(
        aggregate.aggregation(),
        aggregate.parameter().map(parameter -> rewrite(parameter, Usage.UNKNOWN)),
        rewrite(aggregate.operand(), usage));
  }

  private Usage usage(Aggregate aggregate) {
    AggregationOperator operator = aggregate.aggregation().operator();
    Grouping grouping = aggregate.aggregation().grouping();
    LabelSelection groups = new LabelSelection(!grouping.without(), grouping.labels());
    return new Usage(operator.symbol(), Optional.of(groups), needed(operator, grouping), false);
  }

  private Optional<LabelSelection> needed(AggregationOperator operator, Grouping grouping) {
    return switch (operator) {
      case SUM, AVG, MIN, MAX, COUNT, GROUP, STDDEV, STDVAR, QUANTILE -> {
        List<String> names = new ArrayList<>(grouping.labels());
        names.removeAll(always);
        names.remove(Labels.METRIC_NAME);
        if (!grouping.without()) {
          names.add(Labels.METRIC_NAME);
          names.addAll(always);
        }
        yield Optional.of(new LabelSelection(!grouping.without(), names));
      }
      case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO, COUNT_VALUES -> Optional.empty();
    };
  }

  private PlanNode below(Function function, Usage above) {
    int range = function.rangeArgument();
    List<PlanNode> arguments = new ArrayList<>();
    for (int i = 0; i < function.arguments().size(); i++) {
      Usage usage = i == range ? above : Usage.UNKNOWN;
      arguments.add(
          rewrite(
              function.arguments().get(i), usage.withFunction(function.call().function().name())));
    }
    return function.withChildren(arguments);
  }

  /** Series of different metrics may become the same without their names: they are compared. */
  private static Usage checked(Usage above, SelectRange select) {
    return SingleMetric.is(select.matchers())
        ? above
        : above.withLabels(above.grouping(), Optional.empty());
  }
}
