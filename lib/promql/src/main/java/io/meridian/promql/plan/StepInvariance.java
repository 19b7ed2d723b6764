package io.meridian.promql.plan;

import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Constant;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Negate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.StepInvariant;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.plan.PlanNode.Text;
import io.meridian.promql.syntax.ValueType;
import java.util.List;
import java.util.Set;

/**
 * Finds the largest parts of a plan that are the same at every step, because {@code @} fixes the
 * time of every selector in them and no function asks for the step's own time, and has them
 * evaluated once. The inside of a subquery is looked at by itself, for it has steps of its own.
 */
public final class StepInvariance implements Rewrite {
  private static final Set<String> OF_STEP_TIME =
      Set.of(
          "days_in_month",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "hour",
          "minute",
          "month",
          "year",
          "predict_linear",
          "time");

  @Override
  public PlanNode apply(PlanNode plan) {
    return wrapped(inner(plan));
  }

  /** Marks the invariant parts below a node that is not invariant itself. */
  private PlanNode inner(PlanNode node) {
    if (node instanceof SubqueryRange subquery) {
      return subquery.withChildren(List.of(apply(subquery.operand())));
    }
    if (isInvariant(node)) {
      return node.withChildren(node.children().stream().map(this::subqueriesIn).toList());
    }
    return node.withChildren(node.children().stream().map(child -> wrapped(inner(child))).toList());
  }

  private PlanNode subqueriesIn(PlanNode node) {
    return node instanceof SubqueryRange
        ? inner(node)
        : node.withChildren(node.children().stream().map(this::subqueriesIn).toList());
  }

  /** Literals cost nothing, and ranges are evaluated by the function above them. */
  private static PlanNode wrapped(PlanNode node) {
    boolean worthIt =
        node.type() == ValueType.VECTOR
            || (node.type() == ValueType.SCALAR && !(node instanceof Constant));
    return worthIt && isInvariant(node) ? new StepInvariant(node) : node;
  }

  private static boolean isInvariant(PlanNode node) {
    return switch (node) {
      case Constant _, Text _ -> true;
      case Select select -> select.shift().at().isPresent();
      case SelectRange select -> select.shift().at().isPresent();
      case SubqueryRange subquery -> subquery.shift().at().isPresent();
      case StepInvariant _ -> true;
      case Negate negate -> isInvariant(negate.operand());
      case Aggregate aggregate -> isInvariant(aggregate.operand());
      case Binary binary -> isInvariant(binary.left()) && isInvariant(binary.right());
      case Function function ->
          isTimeless(function)
              && function.arguments().stream().allMatch(StepInvariance::isInvariant);
    };
  }

  private static boolean isTimeless(Function function) {
    String name = function.call().function().name();
    if (name.equals("timestamp") || name.equals("start_timestamp")) {
      return function.arguments().getFirst() instanceof Select;
    }
    return !OF_STEP_TIME.contains(name);
  }
}
