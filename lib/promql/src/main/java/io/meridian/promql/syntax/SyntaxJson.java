package io.meridian.promql.syntax;

import io.meridian.model.LabelText;
import io.meridian.model.Matcher;
import io.meridian.promql.syntax.DurationExpression.Fixed;
import io.meridian.promql.syntax.DurationExpression.Literal;
import io.meridian.promql.syntax.DurationExpression.Operation;
import io.meridian.promql.syntax.DurationExpression.Signed;
import io.meridian.promql.syntax.DurationExpression.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Trees as Prometheus' {@code parse_query} shows them: nested maps, lists and values of JSON. */
public final class SyntaxJson {

  private SyntaxJson() {}

  /** A tree as maps with sorted keys, lists, strings, numbers, booleans and nulls. */
  public static Object of(Expression tree) {
    return switch (tree) {
      case NumberLiteral number ->
          object("numberLiteral").with("val", GoText.plain(number.value()));
      case StringLiteral string ->
          object("stringLiteral").with("val", LabelText.utf8(string.value()));
      case Parenthesized outer -> object("parenExpr").with("expr", of(outer.inner()));
      case UnaryOperation operation ->
          object("unaryExpr")
              .with("op", operation.negative() ? "-" : "+")
              .with("expr", of(operation.operand()));
      case BinaryOperation operation -> binary(operation);
      case Aggregation aggregation ->
          object("aggregation")
              .with("op", aggregation.operator().symbol())
              .with("expr", of(aggregation.operand()))
              .with("param", aggregation.parameter().map(SyntaxJson::of).orElse(null))
              .with("grouping", aggregation.grouping().labels())
              .with("without", aggregation.grouping().without());
      case Call call -> call(call);
      case VectorSelector selector -> selector("vectorSelector", selector);
      case RangeSelector range ->
          span(selector("matrixSelector", range.selector()), "range", range.range());
      case Subquery subquery -> subquery(subquery);
    };
  }

  private static Node object(String type) {
    return new Node().with("type", type);
  }

  private static Node binary(BinaryOperation operation) {
    return object("binaryExpr")
        .with("op", operation.operator().symbol())
        .with("lhs", of(operation.left()))
        .with("rhs", of(operation.right()))
        .with("bool", operation.returnsBool())
        .with("matching", operation.matching().map(SyntaxJson::matching).orElse(null));
  }

  private static Node matching(VectorMatching matching) {
    return new Node()
        .with("card", matching.cardinality().symbol())
        .with("labels", matching.labels())
        .with("on", matching.on())
        .with("include", matching.include())
        .with(
            "fillValues",
            new Node()
                .with("lhs", number(matching.fillLeft()))
                .with("rhs", number(matching.fillRight())));
  }

  private static @Nullable Object number(OptionalDouble value) {
    if (value.isEmpty()) {
      return null;
    }
    double number = value.getAsDouble();
    long whole = (long) number;
    return whole == number && Math.abs(number) < 0x1p53 ? (Object) whole : (Object) number;
  }

  private static Node call(Call call) {
    List<Object> arguments = new ArrayList<>();
    for (Expression argument : call.arguments()) {
      arguments.add(of(argument));
    }
    FunctionSignature function = call.function();
    return object("call")
        .with("args", arguments)
        .with(
            "func",
            new Node()
                .with("name", function.name())
                .with("argTypes", function.parameters().stream().map(ValueType::symbol).toList())
                .with("variadic", function.variadic())
                .with("returnType", function.result().symbol()));
  }

  private static Node selector(String type, VectorSelector selector) {
    List<Object> matchers = new ArrayList<>();
    for (Matcher matcher : selector.matchers()) {
      matchers.add(
          new Node()
              .with("name", matcher.name())
              .with("value", matcher.value())
              .with("type", matcher.type().symbol()));
    }
    Node node =
        object(type)
            .with("name", selector.name())
            .with("matchers", matchers)
            .with("anchored", selector.extension() == RangeExtension.ANCHORED)
            .with("smoothed", selector.extension() == RangeExtension.SMOOTHED);
    return modifiers(node, selector.modifiers());
  }

  private static Node subquery(Subquery subquery) {
    Node node = object("subquery").with("expr", of(subquery.operand()));
    span(node, "range", subquery.range());
    optionalSpan(node, "step", subquery.step());
    return modifiers(node, subquery.modifiers());
  }

  private static Node modifiers(Node node, TimeModifiers modifiers) {
    optionalSpan(node, "offset", modifiers.offset());
    Optional<AtModifier> at = modifiers.at();
    return node.with(
            "timestamp",
            at.orElse(null) instanceof AtModifier.Timestamp time ? time.millis() : null)
        .with(
            "startOrEnd",
            at.orElse(null) instanceof AtModifier.Bound bound
                ? (bound == AtModifier.Bound.START ? "start" : "end")
                : null);
  }

  private static void optionalSpan(Node node, String name, Optional<DurationExpression> duration) {
    if (duration.isPresent()) {
      span(node, name, duration.get());
    } else {
      node.with(name, 0L).with(name + "Expr", null);
    }
  }

  private static Node span(Node node, String name, DurationExpression duration) {
    return switch (duration) {
      case Literal _, Fixed _ -> node.with(name, duration.millis()).with(name + "Expr", null);
      case Variable _, Signed _, Operation _ ->
          node.with(name, 0L).with(name + "Expr", calculation(duration));
    };
  }

  private static Node calculation(DurationExpression duration) {
    return switch (duration) {
      case Literal literal ->
          object("numberLiteral")
              .with("val", GoText.plain(literal.seconds()))
              .with("duration", literal.duration());
      case Fixed fixed ->
          object("numberLiteral")
              .with("val", GoText.plain(fixed.millis() / 1000.0))
              .with("duration", true);
      case Variable variable ->
          operation(
              variable.name() == Variable.Name.STEP ? "step" : "range",
              null,
              null,
              variable.wrapped());
      case Signed signed ->
          operation(
              signed.negative() ? "-" : "+", null, calculation(signed.operand()), signed.wrapped());
      case Operation operation ->
          operation(
              operation.operator().symbol(),
              calculation(operation.left()),
              calculation(operation.right()),
              operation.wrapped());
    };
  }

  private static Node operation(
      String symbol, @Nullable Node left, @Nullable Node right, boolean wrapped) {
    return object("durationExpr")
        .with("op", symbol)
        .with("lhs", left)
        .with("rhs", right)
        .with("wrapped", wrapped);
  }

  /** A JSON object. */
  private static final class Node extends TreeMap<String, @Nullable Object> {
    private static final long serialVersionUID = 1L;

    Node with(String name, @Nullable Object value) {
      put(name, value);
      return this;
    }
  }
}
