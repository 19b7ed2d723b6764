package io.meridian.promql.syntax;

import io.meridian.promql.syntax.DurationExpression.Literal;
import io.meridian.promql.syntax.DurationExpression.Operation;
import io.meridian.promql.syntax.DurationExpression.Signed;
import io.meridian.promql.syntax.DurationExpression.Variable;
import org.jspecify.annotations.Nullable;

/** Parses time spans: in brackets, and behind {@code offset}. */
final class DurationParser {
  private static final double MOST_SECONDS = 0x1p63 / 1e9;
  private static final int SIGN_PRECEDENCE = 5;

  private final TokenStream tokens;
  private final boolean calculations;
  private final NestingLimit nesting;

  DurationParser(TokenStream tokens, SyntaxOptions options, NestingLimit nesting) {
    this.tokens = tokens;
    this.calculations = options.durationExpressions();
    this.nesting = nesting;
  }

  /** A span in brackets; a literal one must be positive. */
  DurationExpression positive() {
    DurationExpression duration = calculation(0);
    if (duration instanceof Literal literal && literal.seconds() <= 0) {
      throw new SyntaxError(literal.position(), "duration must be greater than 0");
    }
    return duration;
  }

  /**
   * A span behind {@code offset}. Without parentheses it ends where its first operand does, so that
   * {@code a offset 5m + b} is a sum; what begins with a parenthesis goes on as far as it can.
   */
  DurationExpression offset() {
    Token first = tokens.peek();
    return switch (first.kind()) {
      case ADD, SUBTRACT -> signedOffset(tokens.next());
      case LEFT_PAREN -> calculation(0);
      default -> operand();
    };
  }

  private DurationExpression signedOffset(Token sign) {
    return switch (tokens.kind()) {
      case NUMBER, DURATION -> signed(sign, unchecked());
      case STEP, RANGE, MAX_OF, MIN_OF -> {
        DurationExpression operand = bareOperand();
        DurationExpression whole = explicitlySigned(sign, operand);
        checkAllowed(whole);
        yield whole;
      }
      case LEFT_PAREN -> signed(sign, wrappedOffset());
      default -> operationsAfter(signed(sign, calculation(SIGN_PRECEDENCE + 1)), 0);
    };
  }

  private DurationExpression wrappedOffset() {
    tokens.next();
    DurationExpression inner = calculation(0);
    tokens.expect(TokenKind.RIGHT_PAREN);
    return wrapped(inner, inner.position().start());
  }

  private DurationExpression calculation(int least) {
    nesting.enter(tokens.peek());
    DurationExpression left;
    if (tokens.kind() == TokenKind.ADD || tokens.kind() == TokenKind.SUBTRACT) {
      Token sign = tokens.next();
      left = signed(sign, calculation(SIGN_PRECEDENCE + 1));
    } else {
      left = operand();
    }
    DurationExpression whole = operationsAfter(left, least);
    nesting.leave();
    return whole;
  }

  private DurationExpression operationsAfter(DurationExpression first, int least) {
    DurationExpression left = first;
    int entered = 0;
    while (true) {
      DurationOperator operator = operator(tokens.kind());
      if (operator == null || operator.precedence() < least) {
        nesting.leave(entered);
        return left;
      }
      Token token = tokens.next();
      nesting.enter(token);
      entered++;
      boolean rightAssociative = operator == DurationOperator.POWER;
      DurationExpression right =
          calculation(rightAssociative ? operator.precedence() : operator.precedence() + 1);
      left = operation(operator, left, right, token);
    }
  }

  private DurationExpression operation(
      DurationOperator operator, DurationExpression left, DurationExpression right, Token token) {
    checkAllowed(left);
    if (right instanceof Literal literal && literal.seconds() == 0) {
      if (operator == DurationOperator.DIVIDE) {
        throw new SyntaxError(token.position(), "division by zero");
      }
      if (operator == DurationOperator.MODULO) {
        throw new SyntaxError(token.position(), "modulo by zero");
      }
    }
    return new Operation(
        operator, left, right, false, SourceRange.between(left.position(), right.position()));
  }

  private static @Nullable DurationOperator operator(TokenKind kind) {
    return switch (kind) {
      case ADD -> DurationOperator.ADD;
      case SUBTRACT -> DurationOperator.SUBTRACT;
      case MULTIPLY -> DurationOperator.MULTIPLY;
      case DIVIDE -> DurationOperator.DIVIDE;
      case MODULO -> DurationOperator.MODULO;
      case POWER -> DurationOperator.POWER;
      default -> null;
    };
  }

  private DurationExpression operand() {
    if (tokens.kind() == TokenKind.LEFT_PAREN) {
      int start = tokens.next().start();
      DurationExpression inner = calculation(0);
      tokens.expect(TokenKind.RIGHT_PAREN);
      checkAllowed(inner);
      return wrapped(inner, start);
    }
    DurationExpression operand = bareOperand();
    if (!(operand instanceof Literal)) {
      checkAllowed(operand);
    }
    return operand;
  }

  private DurationExpression bareOperand() {
    return switch (tokens.kind()) {
      case NUMBER, DURATION -> literal();
      case STEP -> variable(Variable.Name.STEP);
      case RANGE -> variable(Variable.Name.RANGE);
      case MAX_OF -> choice(DurationOperator.MAX_OF);
      case MIN_OF -> choice(DurationOperator.MIN_OF);
      default -> throw tokens.unexpected();
    };
  }

  private Literal literal() {
    Literal literal = unchecked();
    if (isOutOfRange(literal.seconds())) {
      throw new SyntaxError(literal.position(), "duration out of range");
    }
    return literal;
  }

  private Literal unchecked() {
    NumberLiteral number = NumberParser.parse(tokens.next());
    return new Literal(number.value(), number.duration(), number.position());
  }

  private Variable variable(Variable.Name name) {
    int start = tokens.next().start();
    tokens.expect(TokenKind.LEFT_PAREN);
    tokens.expect(TokenKind.RIGHT_PAREN);
    return new Variable(name, false, new SourceRange(start, tokens.lastEnd()));
  }

  private Operation choice(DurationOperator operator) {
    tokens.next();
    tokens.expect(TokenKind.LEFT_PAREN);
    DurationExpression left = calculation(0);
    tokens.expect(TokenKind.COMMA);
    DurationExpression right = calculation(0);
    tokens.expect(TokenKind.RIGHT_PAREN);
    SourceRange position = SourceRange.between(left.position(), right.position());
    return new Operation(operator, left, right, false, position);
  }

  /**
   * What parentheses make of a duration. The position of a literal gets the beginning given and
   * ends where the literal does; all else stands where it stood.
   */
  private static DurationExpression wrapped(DurationExpression inner, int start) {
    return switch (inner) {
      case Variable it -> new Variable(it.name(), true, it.position());
      case Signed it -> new Signed(it.negative(), it.operand(), true, it.position());
      case Operation it -> new Operation(it.operator(), it.left(), it.right(), true, it.position());
      case Literal _, DurationExpression.Fixed _ ->
          new Signed(false, inner, true, new SourceRange(start, inner.position().end()));
    };
  }

  private static DurationExpression signed(Token sign, DurationExpression operand) {
    boolean negative = sign.kind() == TokenKind.SUBTRACT;
    if (operand instanceof Literal literal) {
      double seconds = negative ? -literal.seconds() : literal.seconds();
      if (isOutOfRange(seconds)) {
        throw new SyntaxError(sign.position(), "duration out of range");
      }
      return new Literal(
          seconds, literal.duration(), new SourceRange(sign.start(), literal.position().end()));
    }
    return negative ? explicitlySigned(sign, operand) : operand;
  }

  private static Signed explicitlySigned(Token sign, DurationExpression operand) {
    SourceRange position = new SourceRange(sign.start(), operand.position().end());
    return new Signed(sign.kind() == TokenKind.SUBTRACT, operand, false, position);
  }

  private void checkAllowed(DurationExpression calculation) {
    if (!calculations) {
      throw new SyntaxError(
          calculation.position(), "experimental duration expression is not enabled");
    }
  }

  private static boolean isOutOfRange(double seconds) {
    return Math.abs(seconds) > MOST_SECONDS;
  }
}
