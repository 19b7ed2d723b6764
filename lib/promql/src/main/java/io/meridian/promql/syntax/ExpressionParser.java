package io.meridian.promql.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Parses expressions by precedence: a sign binds as tightly as a product, modifiers and brackets
 * tighter than any operator.
 *
 * <p>The first error ends it. Its wording follows from where the parser is: whatever surprises
 * inside an aggregation's arguments is said to be in an aggregation, and so on for the innermost of
 * the constructs that name themselves.
 */
final class ExpressionParser {
  private static final int SIGN_PRECEDENCE = 5;

  private final TokenStream tokens;
  private final SyntaxOptions options;
  private final NestingLimit nesting = new NestingLimit();
  private final SelectorParser selectors;
  private final ModifierParser modifiers;
  private final MatchingParser matchings;

  ExpressionParser(TokenStream tokens, SyntaxOptions options) {
    this.tokens = tokens;
    this.options = options;
    this.selectors = new SelectorParser(tokens);
    this.modifiers =
        new ModifierParser(tokens, options, new DurationParser(tokens, options, nesting));
    this.matchings = new MatchingParser(tokens, selectors);
  }

  /** The whole text as one expression. */
  Expression whole() {
    if (tokens.kind() == TokenKind.END) {
      throw new SyntaxError(new SourceRange(0, 0), "no expression found in input");
    }
    Expression expression = expression(0);
    if (tokens.kind() != TokenKind.END) {
      throw tokens.unexpected();
    }
    return expression;
  }

  private Expression expression(int least) {
    nesting.enter(tokens.peek());
    Expression left = modifiers.after(operand());
    int entered = 1;
    BinaryOperator operator = operator(tokens.kind());
    while (operator != null && operator.precedence() >= least) {
      nesting.enter(tokens.next());
      entered++;
      left = binary(operator, left);
      operator = operator(tokens.kind());
    }
    nesting.leave(entered);
    return left;
  }

  private Expression binary(BinaryOperator operator, Expression left) {
    boolean returnsBool = tokens.skip(TokenKind.BOOL);
    VectorMatching matching = matchings.parse();
    boolean rightAssociative = operator == BinaryOperator.POWER;
    Expression right =
        expression(rightAssociative ? operator.precedence() : operator.precedence() + 1);
    BinaryOperation operation =
        new BinaryOperation(operator, left, right, returnsBool, Optional.of(matching));
    boolean fills = matching.fillLeft().isPresent() || matching.fillRight().isPresent();
    if (fills && !options.fillModifiers()) {
      throw new SyntaxError(
          operation.position(), "binop fill modifiers are experimental and not enabled");
    }
    return operation;
  }

  private static @Nullable BinaryOperator operator(TokenKind kind) {
    return switch (kind) {
      case OR -> BinaryOperator.OR;
      case AND -> BinaryOperator.AND;
      case UNLESS -> BinaryOperator.UNLESS;
      case EQUAL -> BinaryOperator.EQUAL;
      case NOT_EQUAL -> BinaryOperator.NOT_EQUAL;
      case LESS -> BinaryOperator.LESS;
      case LESS_OR_EQUAL -> BinaryOperator.LESS_OR_EQUAL;
      case GREATER -> BinaryOperator.GREATER;
      case GREATER_OR_EQUAL -> BinaryOperator.GREATER_OR_EQUAL;
      case TRIM_UPPER -> BinaryOperator.TRIM_UPPER;
      case TRIM_LOWER -> BinaryOperator.TRIM_LOWER;
      case ADD -> BinaryOperator.ADD;
      case SUBTRACT -> BinaryOperator.SUBTRACT;
      case MULTIPLY -> BinaryOperator.MULTIPLY;
      case DIVIDE -> BinaryOperator.DIVIDE;
      case MODULO -> BinaryOperator.MODULO;
      case ATAN2 -> BinaryOperator.ATAN2;
      case POWER -> BinaryOperator.POWER;
      default -> null;
    };
  }

  private Expression operand() {
    Token token = tokens.peek();
    return switch (token.kind()) {
      case NUMBER, DURATION -> NumberParser.parse(tokens.next());
      case STRING -> new StringLiteral(StringText.exact(tokens.next().text()), token.position());
      case LEFT_PAREN -> parenthesized();
      case LEFT_BRACE -> selectors.unnamed();
      case ADD, SUBTRACT -> signed(tokens.next());
      default -> {
        if (!token.kind().isMetricName()) {
          throw tokens.unexpected();
        }
        yield named(tokens.next());
      }
    };
  }

  private Expression parenthesized() {
    int start = tokens.next().start();
    Expression inner = expression(0);
    tokens.expect(TokenKind.RIGHT_PAREN);
    return new Parenthesized(inner, new SourceRange(start, tokens.lastEnd()));
  }

  private Expression signed(Token sign) {
    boolean negative = sign.kind() == TokenKind.SUBTRACT;
    Expression operand = expression(SIGN_PRECEDENCE + 1);
    SourceRange position = new SourceRange(sign.start(), operand.position().end());
    return operand instanceof NumberLiteral number
        ? new NumberLiteral(
            negative ? -number.value() : number.value(), number.duration(), position)
        : new UnaryOperation(negative, operand, position);
  }

  private Expression named(Token name) {
    TokenKind next = tokens.kind();
    if (name.kind().group() == TokenKind.Group.AGGREGATION
        && (next == TokenKind.LEFT_PAREN || next == TokenKind.BY || next == TokenKind.WITHOUT)) {
      return aggregation(name);
    }
    boolean callable =
        name.kind() == TokenKind.IDENTIFIER || name.kind().group() == TokenKind.Group.QUERY_VALUE;
    return callable && next == TokenKind.LEFT_PAREN ? call(name) : selectors.named(name);
  }

  private Expression call(Token name) {
    List<Expression> arguments = arguments();
    FunctionSignature function =
        FunctionTable.find(name.text(), options)
            .orElseThrow(() ->
                new SyntaxError(
                    name.position(), "unknown function with name " + GoText.quoted(name.text())));
    if (function.experimental() && !options.experimentalFunctions()) {
      throw new SyntaxError(
          name.position(), "function " + GoText.quoted(name.text()) + " is not enabled");
    }
    return new Call(function, arguments, new SourceRange(name.start(), tokens.lastEnd()));
  }

  /** Arguments count as a level of their own: they take more of the stack than operators do. */
  private List<Expression> arguments() {
    nesting.enter(tokens.expect(TokenKind.LEFT_PAREN));
    List<Expression> arguments = listed();
    nesting.leave();
    return arguments;
  }

  private List<Expression> listed() {
    List<Expression> arguments = new ArrayList<>();
    if (tokens.skip(TokenKind.RIGHT_PAREN)) {
      return arguments;
    }
    arguments.add(expression(0));
    while (tokens.kind() == TokenKind.COMMA) {
      Token comma = tokens.next();
      if (!tokens.kind().beginsExpression()) {
        throw new SyntaxError(
            comma.position(), "trailing commas not allowed in function call args");
      }
      arguments.add(expression(0));
    }
    tokens.expect(TokenKind.RIGHT_PAREN);
    return arguments;
  }

  private Expression aggregation(Token name) {
    AggregationOperator operator = AggregationOperator.valueOf(name.kind().name());
    String outer = tokens.enter(" in aggregation");
    Optional<Grouping> grouping = grouping();
    List<Expression> arguments = arguments();
    if (grouping.isEmpty()) {
      grouping = grouping();
    }
    tokens.leave(outer);
    SourceRange position = new SourceRange(name.start(), tokens.lastEnd());
    checkArguments(operator, arguments, position);
    boolean parametrised = operator.parameter().isPresent();
    return new Aggregation(
        operator,
        parametrised ? Optional.of(arguments.getFirst()) : Optional.empty(),
        arguments.getLast(),
        grouping.orElse(Grouping.ALL),
        position);
  }

  private Optional<Grouping> grouping() {
    return switch (tokens.kind()) {
      case BY -> {
        tokens.next();
        yield Optional.of(new Grouping(false, selectors.labelNames()));
      }
      case WITHOUT -> {
        tokens.next();
        yield Optional.of(new Grouping(true, selectors.labelNames()));
      }
      default -> Optional.empty();
    };
  }

  private void checkArguments(
      AggregationOperator operator, List<Expression> arguments, SourceRange position) {
    if (arguments.isEmpty()) {
      throw new SyntaxError(position, "no arguments for aggregate expression provided");
    }
    if (operator.experimental() && !options.experimentalFunctions()) {
      throw new SyntaxError(
          position,
          operator.symbol()
              + "() is experimental and must be enabled with"
              + " --enable-feature=promql-experimental-functions");
    }
    int wanted = operator.parameter().isPresent() ? 2 : 1;
    if (arguments.size() != wanted) {
      throw new SyntaxError(
          position,
          "wrong number of arguments for aggregate expression provided, expected %d, got %d"
              .formatted(wanted, arguments.size()));
    }
  }
}
