package io.meridian.promql.trap;

import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Grouping;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.RangeSelector;
import io.meridian.promql.syntax.Subquery;
import io.meridian.promql.syntax.VectorSelector;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What traps ask of the parts of a query. */
final class Parts {
  /** Functions that take every decrease for a counter's reset. */
  private static final Set<String> OF_COUNTERS =
      Set.of("rate", "increase", "irate", "xrate", "xincrease");

  private Parts() {}

  static Expression withoutParentheses(Expression node) {
    Expression inner = node;
    while (inner instanceof Parenthesized parenthesized) {
      inner = parenthesized.inner();
    }
    return inner;
  }

  /** The argument of a function of counters, if the node calls one. */
  static Optional<Expression> counterArgument(Expression node) {
    return node instanceof Call call && OF_COUNTERS.contains(call.function().name())
        ? Optional.of(withoutParentheses(call.arguments().getFirst()))
        : Optional.empty();
  }

  /** All selectors of a part. */
  static Stream<VectorSelector> selectors(Expression node) {
    return node instanceof VectorSelector selector
        ? Stream.of(selector)
        : node.children().stream().flatMap(Parts::selectors);
  }

  /** The one metric that a selector selects, if it names one. */
  static Optional<String> metric(VectorSelector selector) {
    return selector.matchers().stream()
        .filter(m -> m.type() == MatchType.EQUAL && m.name().equals(Labels.METRIC_NAME))
        .map(Matcher::value)
        .filter(name -> !name.isEmpty())
        .findFirst();
  }

  static boolean keeps(Grouping grouping, String label) {
    return grouping.without() != grouping.labels().contains(label);
  }

  /** Whether a part's series have a label of its selected series with its very value. */
  static boolean keeps(Expression part, String label) {
    return switch (withoutParentheses(part)) {
      case VectorSelector _, RangeSelector _ -> true;
      case Subquery subquery -> keeps(subquery.operand(), label);
      case Aggregation aggregation ->
          keeps(aggregation.grouping(), label) && keeps(aggregation.operand(), label);
      case Call call -> {
        List<Expression> arguments = call.arguments();
        yield counterArgument(call).isPresent() && keeps(arguments.getFirst(), label);
      }
      default -> false;
    };
  }
}
