package io.meridian.promql.plan;

import io.meridian.promql.plan.PlanNode.Binary;
import io.meridian.promql.plan.PlanNode.Function;
import io.meridian.promql.plan.PlanNode.Select;
import io.meridian.promql.plan.PlanNode.SelectRange;
import io.meridian.promql.plan.PlanNode.SubqueryRange;
import io.meridian.promql.syntax.BinaryOperator;
import java.util.Set;

/**
 * Finds selectors of whose native histograms the query needs count and sum alone. Their counter
 * resets are then found when samples are read, not when they are compared, and hints say so from
 * there on, as they do in Prometheus: an aggregation may have to remark that they contradict each
 * other. A subquery leaves samples out, so nothing inside one is marked.
 */
public final class HistogramTotals implements Rewrite {
  private static final Set<String> OF_TOTALS =
      Set.of("histogram_count", "histogram_sum", "histogram_avg");
  private static final Set<String> OF_BUCKETS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  @Override
  public PlanNode apply(PlanNode plan) {
    return marked(plan, false);
  }

  private static PlanNode marked(PlanNode node, boolean totals) {
    return switch (node) {
      case Select select when totals ->
          select.with(select.matchers(), select.usage().withHistogramTotals());
      case SelectRange select when totals ->
          select.with(select.matchers(), select.usage().withHistogramTotals());
      case SubqueryRange _ -> node;
      case Binary binary when isTrim(binary.operation().operator()) -> node;
      case Function function -> {
        String name = function.call().function().name();
        yield OF_BUCKETS.contains(name)
            ? node
            : withChildren(node, totals || OF_TOTALS.contains(name));
      }
      default -> withChildren(node, totals);
    };
  }

  private static PlanNode withChildren(PlanNode node, boolean totals) {
    return node.withChildren(node.children().stream().map(child -> marked(child, totals)).toList());
  }

  private static boolean isTrim(BinaryOperator operator) {
    return operator == BinaryOperator.TRIM_LOWER || operator == BinaryOperator.TRIM_UPPER;
  }
}
