package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.plan.SingleMetric;
import io.meridian.promql.syntax.BinaryOperator;
import io.meridian.promql.syntax.ValueType;

/** Whether the series of a plan stay different from each other when names are dropped. */
final class NameUse {
  private NameUse() {}

  static boolean isDistinctWithoutName(PlanNode node) {
    return switch (node) {
      case Select select -> SingleMetric.is(select.matchers());
      case SelectRange select -> SingleMetric.is(select.matchers());
      case SubqueryRange subquery -> isDistinctWithoutName(subquery.operand());
      case StepInvariant invariant -> isDistinctWithoutName(invariant.operand());
      case Aggregate aggregate ->
          switch (aggregate.aggregation().operator()) {
            case TOPK, BOTTOMK, LIMITK, LIMIT_RATIO -> isDistinctWithoutName(aggregate.operand());
            default ->
                aggregate.aggregation().grouping().without()
                    || !aggregate.aggregation().grouping().labels().contains("__name__");
          };
      case Function function ->
          function.rangeArgument() >= 0
              && isDistinctWithoutName(function.arguments().get(function.rangeArgument()));
      case Negate negate -> isDistinctWithoutName(negate.operand());
      case Binary binary -> isDistinctWithoutName(binary);
      case PlanNode.Constant _, PlanNode.Text _ -> false;
    };
  }

  /** With a scalar, and where a set operator gives nothing but left series, the vector decides. */
  private static boolean isDistinctWithoutName(Binary binary) {
    if (binary.left().type() == ValueType.SCALAR) {
      return isDistinctWithoutName(binary.right());
    }
    BinaryOperator operator = binary.operation().operator();
    return (binary.right().type() == ValueType.SCALAR
            || operator == BinaryOperator.AND
            || operator == BinaryOperator.UNLESS)
        && isDistinctWithoutName(binary.left());
  }
}
