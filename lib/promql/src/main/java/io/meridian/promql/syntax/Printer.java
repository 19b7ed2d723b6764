package io.meridian.promql.syntax;

import io.meridian.model.LabelText;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import io.meridian.promql.syntax.DurationExpression.Fixed;
import io.meridian.promql.syntax.DurationExpression.Literal;
import io.meridian.promql.syntax.DurationExpression.Operation;
import io.meridian.promql.syntax.DurationExpression.Signed;
import io.meridian.promql.syntax.DurationExpression.Variable;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes trees as text on one line, in Prometheus' form. */
final class Printer {
  private static final double NANOS = 1e9;

  private final StringBuilder text = new StringBuilder();

  private Printer() {}

  static String print(Expression tree) {
    Printer printer = new Printer();
    printer.append(tree);
    return printer.text.toString();
  }

  /** An aggregation up to its arguments. */
  static String head(Aggregation aggregation) {
    Printer printer = new Printer();
    printer.appendHead(aggregation);
    return printer.text.toString();
  }

  /** An operator with what it says about matching. */
  static String operator(BinaryOperation operation) {
    Printer printer = new Printer();
    printer.appendOperator(operation);
    return printer.text.toString();
  }

  /** A subquery from its bracket on. */
  static String tail(Subquery subquery) {
    Printer printer = new Printer();
    printer.appendTail(subquery);
    return printer.text.toString();
  }

  private void append(Expression tree) {
    switch (tree) {
      case NumberLiteral number -> appendNumber(number.value(), number.duration());
      case StringLiteral string -> LabelText.appendQuoted(text, string.value());
      case Parenthesized outer -> {
        text.append('(');
        append(outer.inner());
        text.append(')');
      }
      case UnaryOperation operation -> {
        text.append(operation.negative() ? '-' : '+');
        append(operation.operand());
      }
      case BinaryOperation operation -> {
        append(operation.left());
        text.append(' ');
        appendOperator(operation);
        text.append(' ');
        append(operation.right());
      }
      case Aggregation aggregation -> append(aggregation);
      case Call call -> {
        text.append(call.function().name()).append('(');
        appendAll(call.arguments());
        text.append(')');
      }
      case VectorSelector selector -> append(selector);
      case RangeSelector range -> append(range);
      case Subquery subquery -> {
        append(subquery.operand());
        appendTail(subquery);
      }
    }
  }

  private void appendAll(List<Expression> expressions) {
    for (int i = 0; i < expressions.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      append(expressions.get(i));
    }
  }

  private void append(Aggregation aggregation) {
    appendHead(aggregation);
    text.append('(');
    appendAll(aggregation.children());
    text.append(')');
  }

  private void appendHead(Aggregation aggregation) {
    text.append(aggregation.operator().symbol());
    Grouping grouping = aggregation.grouping();
    if (grouping.without() || !grouping.labels().isEmpty()) {
      text.append(grouping.without() ? " without (" : " by (");
      appendLabels(grouping.labels());
      text.append(") ");
    }
  }

  private void appendLabels(List<String> labels) {
    for (int i = 0; i < labels.size(); i++) {
      text.append(i == 0 ? "" : ", ");
      LabelText.appendName(text, labels.get(i));
    }
  }

  private void appendOperator(BinaryOperation operation) {
    text.append(operation.operator().symbol());
    if (operation.returnsBool()) {
      text.append(" bool");
    }
    operation.matching().ifPresent(this::appendMatching);
  }

  private void appendMatching(VectorMatching matching) {
    Cardinality cardinality = matching.cardinality();
    boolean many = cardinality == Cardinality.MANY_TO_ONE || cardinality == Cardinality.ONE_TO_MANY;
    if (matching.on() || many || !matching.labels().isEmpty()) {
      text.append(matching.on() ? " on (" : " ignoring (");
      appendLabels(matching.labels());
      text.append(')');
    }
    if (many) {
      text.append(cardinality == Cardinality.MANY_TO_ONE ? " group_left (" : " group_right (");
      appendLabels(matching.include());
      text.append(')');
    }
    appendFills(matching);
  }

  private void appendFills(VectorMatching matching) {
    boolean left = matching.fillLeft().isPresent();
    boolean right = matching.fillRight().isPresent();
    if (left && right && matching.fillLeft().getAsDouble() == matching.fillRight().getAsDouble()) {
      appendFill("fill", matching.fillLeft().getAsDouble());
      return;
    }
    if (left) {
      appendFill("fill_left", matching.fillLeft().getAsDouble());
    }
    if (right) {
      appendFill("fill_right", matching.fillRight().getAsDouble());
    }
  }

  private void appendFill(String word, double value) {
    text.append(' ').append(word).append(" (").append(GoText.shortest(value)).append(')');
  }

  private void append(VectorSelector selector) {
    appendSeries(selector);
    appendAt(selector.modifiers());
    appendExtension(selector.extension());
    appendOffset(selector.modifiers());
  }

  private void append(RangeSelector range) {
    VectorSelector selector = range.selector();
    appendSeries(selector);
    text.append('[');
    appendSpan(range.range());
    text.append(']');
    appendExtension(selector.extension());
    appendAt(selector.modifiers());
    appendOffset(selector.modifiers());
  }

  private void appendTail(Subquery subquery) {
    text.append('[');
    appendSpan(subquery.range());
    text.append(':');
    subquery.step().ifPresent(this::appendSpan);
    text.append(']');
    appendAt(subquery.modifiers());
    appendOffset(subquery.modifiers());
  }

  private void appendSeries(VectorSelector selector) {
    text.append(selector.name());
    List<String> matchers = new ArrayList<>();
    for (Matcher matcher : selector.matchers()) {
      if (!isName(matcher, selector.name())) {
        matchers.add(matcher.toString());
      }
    }
    if (!matchers.isEmpty()) {
      matchers.sort(CodePoints.ORDER);
      text.append('{').append(String.join(",", matchers)).append('}');
    }
  }

  private static boolean isName(Matcher matcher, String name) {
    return matcher.type() == MatchType.EQUAL
        && matcher.name().equals("__name__")
        && !name.isEmpty()
        && matcher.value().equals(name);
  }

  private void appendAt(TimeModifiers modifiers) {
    Optional<AtModifier> at = modifiers.at();
    if (at.isEmpty()) {
      return;
    }
    text.append(" @ ")
        .append(
            switch (at.get()) {
              case AtModifier.Timestamp time -> GoText.fixed(time.millis() / 1000.0, 3);
              case AtModifier.Bound bound -> bound == AtModifier.Bound.START ? "start()" : "end()";
            });
  }

  private void appendExtension(RangeExtension extension) {
    text.append(
        switch (extension) {
          case NONE -> "";
          case ANCHORED -> " anchored";
          case SMOOTHED -> " smoothed";
        });
  }

  private void appendOffset(TimeModifiers modifiers) {
    Optional<DurationExpression> offset = modifiers.offset();
    if (offset.isEmpty() || (offset.get() instanceof Literal none && none.nanos() == 0)) {
      return;
    }
    text.append(" offset ");
    appendSpan(offset.get());
  }

  /** A duration of a selector: literals always have units. */
  private void appendSpan(DurationExpression duration) {
    switch (duration) {
      case Literal literal -> appendMillis(literal.nanos() / 1_000_000);
      case Fixed fixed -> appendMillis(fixed.millis());
      case Variable _, Signed _, Operation _ -> append(duration);
    }
  }

  private void appendMillis(long millis) {
    text.append(millis < 0 ? "-" : "").append(DurationText.ofMillis(Math.abs(millis)));
  }

  private void append(DurationExpression duration) {
    switch (duration) {
      case Literal literal -> appendNumber(literal.seconds(), literal.duration());
      case Fixed fixed -> appendMillis(fixed.millis());
      case Variable variable ->
          appendWrapped(
              variable.wrapped(),
              () -> text.append(variable.name() == Variable.Name.STEP ? "step()" : "range()"));
      case Signed signed ->
          appendWrapped(
              signed.wrapped(),
              () -> {
                text.append(signed.negative() ? "-" : "");
                append(signed.operand());
              });
      case Operation operation -> appendWrapped(operation.wrapped(), () -> append(operation));
    }
  }

  private void appendWrapped(boolean wrapped, Runnable inner) {
    text.append(wrapped ? "(" : "");
    inner.run();
    text.append(wrapped ? ")" : "");
  }

  private void append(Operation operation) {
    boolean function = operation.operator().isFunction();
    String symbol = operation.operator().symbol();
    text.append(function ? symbol + "(" : "");
    append(operation.left());
    text.append(function ? ", " : " " + symbol + " ");
    append(operation.right());
    text.append(function ? ")" : "");
  }

  private void appendNumber(double value, boolean duration) {
    if (!duration) {
      text.append(GoText.plain(value));
      return;
    }
    text.append(value < 0 ? "-" : "");
    text.append(DurationText.ofMillis((long) (Math.abs(value) * NANOS) / 1_000_000));
  }
}
