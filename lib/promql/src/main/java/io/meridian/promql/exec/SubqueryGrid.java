package io.meridian.promql.exec;

import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.syntax.RangeExtension;

/** Where the instants of a subquery lie: at the multiples of its step inside all its windows. */
final class SubqueryGrid {
  private SubqueryGrid() {}

  static Window window(SubqueryRange subquery, QueryRun run) {
    return new Window(
        run.steps(),
        subquery.shift().at(),
        subquery.shift().offset(),
        subquery.range(),
        RangeExtension.NONE,
        0);
  }

  static StepGrid of(SubqueryRange subquery, Window window) {
    long step = subquery.step();
    int last = Math.max(0, window.steps().count() - 1);
    long before = window.start(0);
    long start = Math.floorDiv(before, step) * step + step;
    return StepGrid.between(start, window.end(last), step);
  }
}
