package io.meridian.promql.trap;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.VectorSelector;
import java.util.Set;

/** A quantile of classic buckets that an aggregation has thrown together. */
record QuantileWithoutBounds() implements Trap {
  private static final String BOUND = "le";
  private static final Set<String> FUNCTIONS =
      Set.of("histogram_quantile", "histogram_quantiles", "histogram_fraction");

  @Override
  public void look(Expression node, Annotations annotations) {
    if (!(node instanceof Call call) || !FUNCTIONS.contains(call.function().name())) {
      return;
    }
    for (Expression argument : call.arguments()) {
      if (Parts.withoutParentheses(argument) instanceof Aggregation aggregation
          && !Parts.keeps(aggregation.grouping(), BOUND)
          && Parts.selectors(aggregation).anyMatch(QuantileWithoutBounds::isOfBuckets)) {
        annotations.info(
            "%s() of buckets that are aggregated without their bounds; group by (le, …)"
                .formatted(call.function().name()),
            aggregation.position());
      }
    }
  }

  private static boolean isOfBuckets(VectorSelector selector) {
    return Parts.metric(selector).filter(name -> name.endsWith("_bucket")).isPresent()
        || selector.matchers().stream().anyMatch(matcher -> matcher.name().equals(BOUND));
  }
}
