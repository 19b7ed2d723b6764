package io.meridian.promql.syntax;

import io.meridian.model.Matcher;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds a tree against the types of operators and functions, operands before what is made of them,
 * and completes it: set operators match many to many, scalars are not matched at all.
 */
final class TypeCheck {
  private final QueryText text;

  TypeCheck(QueryText text) {
    this.text = text;
  }

  Expression checked(Expression tree) {
    return switch (tree) {
      case NumberLiteral _, StringLiteral _ -> tree;
      case VectorSelector selector -> {
        checkName(selector);
        checkNotEmpty(selector);
        yield selector;
      }
      case RangeSelector range ->
          new RangeSelector(
              (VectorSelector) checked(range.selector()), range.range(), range.position());
      case Subquery subquery -> subquery(subquery);
      case Parenthesized outer -> new Parenthesized(checked(outer.inner()), outer.position());
      case UnaryOperation operation -> unary(operation);
      case Aggregation aggregation -> aggregation(aggregation);
      case Call call -> call(call);
      case BinaryOperation operation -> binary(operation);
    };
  }

  private static SyntaxError error(Expression about, String message) {
    return new SyntaxError(about.position(), message);
  }

  private static void checkName(VectorSelector selector) {
    if (selector.name().isEmpty()) {
      return;
    }
    List<Matcher> matchers = selector.matchers();
    for (Matcher matcher : matchers.subList(0, matchers.size() - 1)) {
      if (matcher.name().equals("__name__")) {
        throw error(
            selector,
            "metric name must not be set twice: %s or %s"
                .formatted(GoText.quoted(selector.name()), GoText.quoted(matcher.value())));
      }
    }
  }

  private static void checkNotEmpty(VectorSelector selector) {
    for (Matcher matcher : selector.matchers()) {
      if (!matcher.matchesEmpty()) {
        return;
      }
    }
    throw error(selector, "vector selector must contain at least one non-empty matcher");
  }

  private Expression subquery(Subquery subquery) {
    Expression operand = checked(subquery.operand());
    if (operand.type() != ValueType.VECTOR) {
      throw error(
          subquery,
          "subquery is only allowed on instant vector, got %s instead"
              .formatted(operand.type().symbol()));
    }
    return new Subquery(
        operand, subquery.range(), subquery.step(), subquery.modifiers(), subquery.position());
  }

  private Expression unary(UnaryOperation operation) {
    Expression operand = checked(operation.operand());
    if (!isNumeric(operand.type())) {
      throw error(
          operation,
          "unary expression only allowed on expressions of type scalar or instant vector, got %s"
              .formatted(GoText.quoted(operand.type().description())));
    }
    return new UnaryOperation(operation.negative(), operand, operation.position());
  }

  private Expression aggregation(Aggregation aggregation) {
    Expression operand = ofType(aggregation.operand(), ValueType.VECTOR, "aggregation expression");
    Optional<Expression> parameter = aggregation.parameter();
    Optional<ValueType> type = aggregation.operator().parameter();
    if (parameter.isPresent() && type.isPresent()) {
      parameter = Optional.of(ofType(parameter.get(), type.get(), "aggregation parameter"));
    }
    return new Aggregation(
        aggregation.operator(), parameter, operand, aggregation.grouping(), aggregation.position());
  }

  private Expression ofType(Expression expression, ValueType wanted, String context) {
    Expression checked = checked(expression);
    if (checked.type() != wanted) {
      throw error(
          expression,
          "expected type %s in %s, got %s"
              .formatted(wanted.description(), context, checked.type().description()));
    }
    return checked;
  }

  private Expression call(Call call) {
    FunctionSignature function = call.function();
    checkCount(call);
    boolean info = function.name().equals("info");
    if (info && call.arguments().size() > 1) {
      checkInfo(call);
    }
    List<ValueType> types = function.parameters();
    List<Expression> arguments = new ArrayList<>();
    for (int i = 0; i < call.arguments().size(); i++) {
      Expression argument = call.arguments().get(i);
      ValueType type = types.get(Math.min(i, types.size() - 1));
      if (info && i == 1) {
        arguments.add(argument);
      } else {
        arguments.add(ofType(argument, type, "call to function " + GoText.quoted(function.name())));
      }
    }
    return new Call(function, arguments, call.position());
  }

  private static void checkCount(Call call) {
    FunctionSignature function = call.function();
    int given = call.arguments().size();
    int wanted = function.parameters().size();
    String name = GoText.quoted(function.name());
    if (function.variadic() == 0) {
      if (given != wanted) {
        throw error(
            call, "expected %d argument(s) in call to %s, got %d".formatted(wanted, name, given));
      }
      return;
    }
    int least = wanted - 1;
    int most = least + function.variadic();
    if (given < least) {
      throw error(
          call,
          "expected at least %d argument(s) in call to %s, got %d".formatted(least, name, given));
    }
    if (function.variadic() > 0 && given > most) {
      throw error(
          call,
          "expected at most %d argument(s) in call to %s, got %d".formatted(most, name, given));
    }
  }

  /** The second argument of info only carries matchers, which may all match nothing. */
  private static void checkInfo(Call call) {
    Expression labels = call.arguments().get(1);
    if (labels.type() != ValueType.VECTOR) {
      throw error(
          call,
          "expected type instant vector in call to function \"info\", got %s"
              .formatted(labels.type().description()));
    }
    if (!(labels instanceof VectorSelector selector)) {
      throw error(labels, "expected label selectors only");
    }
    if (!selector.name().isEmpty()) {
      throw error(labels, "expected label selectors only, got vector selector instead");
    }
  }

  private Expression binary(BinaryOperation operation) {
    Expression left = checked(operation.left());
    Expression right = checked(operation.right());
    BinaryOperation whole =
        new BinaryOperation(
            operation.operator(), left, right, operation.returnsBool(), operation.matching());
    checkComparison(whole);
    VectorMatching matching = completed(whole);
    checkLabels(whole, matching);
    checkOperands(whole);
    boolean vectors = left.type() == ValueType.VECTOR && right.type() == ValueType.VECTOR;
    if (!vectors) {
      checkUnmatched(whole, matching);
    } else if (whole.operator().isSet()) {
      checkSet(whole, matching);
    }
    return new BinaryOperation(
        whole.operator(),
        left,
        right,
        whole.returnsBool(),
        vectors ? Optional.of(matching) : Optional.empty());
  }

  private void checkComparison(BinaryOperation operation) {
    boolean comparison = operation.operator().isComparison();
    if (operation.returnsBool() && !comparison) {
      throw atOperator(operation, "bool modifier can only be used on comparison operators");
    }
    if (comparison && !operation.returnsBool() && operation.type() == ValueType.SCALAR) {
      throw atOperator(operation, "comparisons between scalars must use BOOL modifier");
    }
  }

  private SyntaxError atOperator(BinaryOperation operation, String message) {
    int start = operation.left().position().end();
    while (start < text.length() && Scan.isSpace(text.at(start))) {
      start++;
    }
    return new SyntaxError(new SourceRange(start, start), message);
  }

  private static VectorMatching completed(BinaryOperation operation) {
    VectorMatching given = operation.matching().orElseThrow();
    return operation.operator().isSet() && given.cardinality() == Cardinality.ONE_TO_ONE
        ? new VectorMatching(
            Cardinality.MANY_TO_MANY,
            given.on(),
            given.labels(),
            given.include(),
            given.fillLeft(),
            given.fillRight())
        : given;
  }

  private void checkLabels(BinaryOperation operation, VectorMatching matching) {
    if (!matching.on()) {
      return;
    }
    for (String label : matching.labels()) {
      if (matching.include().contains(label)) {
        throw atOperator(
            operation,
            "label " + GoText.quoted(label) + " must not occur in ON and GROUP clause at once");
      }
    }
  }

  private static void checkOperands(BinaryOperation operation) {
    for (Expression operand : operation.children()) {
      if (!isNumeric(operand.type())) {
        throw error(operand, "binary expression must contain only scalar and instant vector types");
      }
    }
  }

  private static boolean isNumeric(ValueType type) {
    return type == ValueType.SCALAR || type == ValueType.VECTOR;
  }

  private static boolean fills(VectorMatching matching) {
    return matching.fillLeft().isPresent() || matching.fillRight().isPresent();
  }

  private static void checkUnmatched(BinaryOperation operation, VectorMatching matching) {
    if (!matching.labels().isEmpty()) {
      throw error(operation, "vector matching only allowed between instant vectors");
    }
    if (fills(matching)) {
      throw error(operation, "filling in missing series only allowed between instant vectors");
    }
    if (operation.operator().isSet()) {
      throw error(
          operation,
          "set operator %s not allowed in binary scalar expression"
              .formatted(GoText.quoted(operation.operator().symbol())));
    }
  }

  private static void checkSet(BinaryOperation operation, VectorMatching matching) {
    if (matching.cardinality() != Cardinality.MANY_TO_MANY) {
      throw error(
          operation,
          "no grouping allowed for %s operation"
              .formatted(GoText.quoted(operation.operator().symbol())));
    }
    if (fills(matching)) {
      throw error(operation, "filling in missing series not allowed for set operators");
    }
  }
}
