package io.meridian.promql.script;

import io.meridian.promql.syntax.AtModifier;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.SourceRange;
import io.meridian.promql.syntax.Subquery;
import io.meridian.promql.syntax.TimeModifiers;
import io.meridian.promql.syntax.TreeRewrite;
import io.meridian.promql.syntax.VectorSelector;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Fixes a query to a time: each selector and subquery that is not fixed to one already looks at it
 * with {@code @}. What stands in a subquery is left as it is. The answer is then the same whenever
 * the query is evaluated, unless it calls a function that sees the time of evaluation.
 */
final class PinnedTime {
  private static final Set<String> TIME_BOUND =
      Set.of(
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "days_in_month",
          "end",
          "hour",
          "minute",
          "month",
          "predict_linear",
          "range",
          "start",
          "step",
          "time",
          "timestamp",
          "year");

  private final AtModifier at;
  private final Set<SourceRange> inSubqueries = new HashSet<>();

  private PinnedTime(long time) {
    at = new AtModifier.Timestamp(time);
  }

  /** The text of the query fixed to a time; empty if it sees the time of evaluation anyway. */
  static Optional<String> of(Expression query, long time) {
    if (isTimeBound(query)) {
      return Optional.empty();
    }
    PinnedTime pinned = new PinnedTime(time);
    pinned.findSubqueries(query);
    return Optional.of(TreeRewrite.bottomUp(query, pinned::pin).toString());
  }

  private static boolean isTimeBound(Expression node) {
    return (node instanceof Call call && TIME_BOUND.contains(call.function().name()))
        || node.children().stream().anyMatch(PinnedTime::isTimeBound);
  }

  private void findSubqueries(Expression node) {
    if (node instanceof Subquery subquery) {
      addAll(subquery.operand());
    } else {
      node.children().forEach(this::findSubqueries);
    }
  }

  private void addAll(Expression node) {
    inSubqueries.add(node.position());
    node.children().forEach(this::addAll);
  }

  private Expression pin(Expression node) {
    if (inSubqueries.contains(node.position())) {
      return node;
    }
    return switch (node) {
      case VectorSelector selector ->
          new VectorSelector(
              selector.name(),
              selector.matchers(),
              pin(selector.modifiers()),
              selector.extension(),
              selector.position());
      case Subquery subquery ->
          new Subquery(
              subquery.operand(),
              subquery.range(),
              subquery.step(),
              pin(subquery.modifiers()),
              subquery.position());
      default -> node;
    };
  }

  private TimeModifiers pin(TimeModifiers modifiers) {
    return modifiers.at().isPresent() ? modifiers : modifiers.withAt(at);
  }
}
