package io.meridian.promql.trap;

import io.meridian.promql.exec.Annotations;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Subquery;

/** A rate of an aggregate of counters: one counter's reset looks like a reset of all of them. */
record RateOfSum() implements Trap {
  @Override
  public void look(Expression node, Annotations annotations) {
    Parts.counterArgument(node)
        .filter(argument -> argument instanceof Subquery subquery && isOfCounters(subquery))
        .ifPresent(_ -> {
          String function = ((Call) node).function().name();
          annotations.info(
              "%1$s() of an aggregate takes one counter's reset for one of all; aggregate %1$s()s"
                  .formatted(function),
              node.position());
        });
  }

  private static boolean isOfCounters(Subquery subquery) {
    return Parts.withoutParentheses(subquery.operand()) instanceof Aggregation aggregation
        && Parts.selectors(aggregation).findAny().isPresent()
        && isPlain(aggregation.operand());
  }

  /** Whether nothing but series as they are is aggregated. */
  private static boolean isPlain(Expression node) {
    return !(node instanceof Call) && node.children().stream().allMatch(RateOfSum::isPlain);
  }
}
