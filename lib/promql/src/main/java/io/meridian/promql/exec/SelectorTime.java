package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.plan.TimeShift;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The time that a part of a query asks for. */
final class SelectorTime {
  private SelectorTime() {}

  /**
   * That of its first selector: the innermost {@code @} around it, if any, less the offsets up to
   * there.
   */
  static TimeShift ofFirst(PlanNode node) {
    return first(node).orElse(new TimeShift(OptionalLong.empty(), 0));
  }

  private static Optional<TimeShift> first(PlanNode node) {
    return switch (node) {
      case Select select -> Optional.of(select.shift());
      case SelectRange select -> Optional.of(select.shift());
      case SubqueryRange subquery ->
          first(subquery.operand()).map(inner -> outside(inner, subquery.shift()));
      case Aggregate aggregate -> first(aggregate.children().reversed());
      default -> first(node.children());
    };
  }

  private static Optional<TimeShift> first(List<PlanNode> nodes) {
    return nodes.stream().map(SelectorTime::first).flatMap(Optional::stream).findFirst();
  }

  private static TimeShift outside(TimeShift inner, TimeShift outer) {
    return inner.at().isPresent()
        ? inner
        : new TimeShift(outer.at(), inner.offset() + outer.offset());
  }
}
