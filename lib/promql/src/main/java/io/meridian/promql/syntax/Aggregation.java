package io.meridian.promql.syntax;

import java.util.List;
import java.util.Optional;

/**
 * Series folded into groups, as {@code sum by (job) (…)}.
 *
 * @param parameter the first argument of those operators that have one, as k of topk
 */
public record Aggregation(
    AggregationOperator operator,
    Optional<Expression> parameter,
    Expression operand,
    Grouping grouping,
    SourceRange position)
    implements Expression {

  @Override
  public ValueType type() {
    return ValueType.VECTOR;
  }

  @Override
  public List<Expression> children() {
    return parameter.map(first -> List.of(first, operand)).orElseGet(() -> List.of(operand));
  }

  @Override
  public String toString() {
    return Printer.print(this);
  }
}
