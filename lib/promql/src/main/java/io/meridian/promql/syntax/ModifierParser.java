package io.meridian.promql.syntax;

import io.meridian.promql.syntax.DurationExpression.Literal;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Parses what may follow an operand: brackets, offset, {@code @}, anchored and smoothed. */
final class ModifierParser {
  private static final String SPAN = "number, duration, step(), or range()";

  private final TokenStream tokens;
  private final SyntaxOptions options;
  private final DurationParser durations;

  ModifierParser(TokenStream tokens, SyntaxOptions options, DurationParser durations) {
    this.tokens = tokens;
    this.options = options;
    this.durations = durations;
  }

  /** An operand with all that follows it. */
  Expression after(Expression operand) {
    Expression modified = operand;
    int rounds = 0;
    while (true) {
      if (rounds++ > NestingLimit.MOST) {
        throw new SyntaxError(tokens.peek().position(), "too many modifiers");
      }
      TokenKind kind = tokens.kind();
      switch (kind) {
        case LEFT_BRACKET -> modified = bracket(modified);
        case OFFSET -> modified = offset(modified);
        case AT -> modified = at(modified);
        case ANCHORED -> modified = extended(modified, RangeExtension.ANCHORED);
        case SMOOTHED -> modified = extended(modified, RangeExtension.SMOOTHED);
        default -> {
          return modified;
        }
      }
    }
  }

  private Expression bracket(Expression operand) {
    Token open = tokens.next();
    String outer = tokens.enter(" in subquery or range selector, expected " + SPAN);
    DurationExpression range = durations.positive();
    Expression whole =
        switch (tokens.kind()) {
          case COLON -> subquery(operand, range);
          case RIGHT_BRACKET -> range(operand, range, open);
          default -> throw tokens.unexpected("subquery or range", "\":\" or \"]\"");
        };
    tokens.leave(outer);
    return whole;
  }

  private Expression range(Expression operand, DurationExpression range, Token open) {
    tokens.next();
    if (!(operand instanceof VectorSelector selector)) {
      throw new SyntaxError(open.position(), "ranges only allowed for vector selectors");
    }
    if (hasOffset(selector.modifiers())) {
      throw new SyntaxError(open.position(), "no offset modifiers allowed before range");
    }
    if (selector.modifiers().at().isPresent()) {
      throw new SyntaxError(open.position(), "no @ modifiers allowed before range");
    }
    return new RangeSelector(
        selector, range, new SourceRange(selector.position().start(), tokens.lastEnd()));
  }

  private Expression subquery(Expression operand, DurationExpression range) {
    tokens.next();
    tokens.enter(" in subquery selector, expected number, duration, step(), range(), or \"]\"");
    Optional<DurationExpression> step =
        tokens.kind() == TokenKind.RIGHT_BRACKET
            ? Optional.empty()
            : Optional.of(durations.positive());
    if (!tokens.skip(TokenKind.RIGHT_BRACKET)) {
      throw tokens.unexpected("subquery selector", "\"]\"");
    }
    SourceRange position = new SourceRange(operand.position().start(), tokens.lastEnd());
    return new Subquery(operand, range, step, TimeModifiers.NONE, position);
  }

  private Expression offset(Expression operand) {
    tokens.next();
    String outer = tokens.enter(" in offset, expected " + SPAN);
    DurationExpression offset = durations.offset();
    tokens.leave(outer);
    return modified(
        operand,
        "offset modifier",
        before -> {
          if (hasOffset(before)) {
            throw new SyntaxError(operand.position(), "offset may not be set multiple times");
          }
          return before.withOffset(offset);
        });
  }

  /** An offset of nothing is as good as none. */
  private static boolean hasOffset(TimeModifiers modifiers) {
    return modifiers
        .offset()
        .filter(offset -> !(offset instanceof Literal literal && literal.nanos() == 0))
        .isPresent();
  }

  private Expression at(Expression operand) {
    tokens.next();
    AtModifier time =
        switch (tokens.kind()) {
          case START -> bound(AtModifier.Bound.START);
          case END_OF_QUERY -> bound(AtModifier.Bound.END);
          default -> new AtModifier.Timestamp(timestamp(operand));
        };
    return modified(
        operand,
        "@ modifier",
        before -> {
          if (before.at().isPresent()) {
            throw new SyntaxError(
                operand.position(), "@ <timestamp> may not be set multiple times");
          }
          return before.withAt(time);
        });
  }

  private AtModifier bound(AtModifier.Bound bound) {
    tokens.next();
    if (!tokens.skip(TokenKind.LEFT_PAREN) || !tokens.skip(TokenKind.RIGHT_PAREN)) {
      throw noTimestamp();
    }
    return bound;
  }

  private SyntaxError noTimestamp() {
    return tokens.unexpected("@", "timestamp");
  }

  /** A time in seconds, as milliseconds rounded half away from zero. */
  private long timestamp(Expression operand) {
    boolean negative = tokens.kind() == TokenKind.SUBTRACT;
    if (negative || tokens.kind() == TokenKind.ADD) {
      tokens.next();
    }
    if (tokens.kind() != TokenKind.NUMBER && tokens.kind() != TokenKind.DURATION) {
      throw noTimestamp();
    }
    double value = NumberParser.parse(tokens.next()).value();
    double seconds = negative ? -value : value;
    if (!Double.isFinite(seconds) || Math.abs(seconds) >= 0x1p63) {
      throw new SyntaxError(
          operand.position(),
          "timestamp out of bounds for @ modifier: " + GoText.fixed(seconds, 6));
    }
    double millis = seconds * 1000;
    double whole = Math.rint(millis);
    return (long) (Math.abs(millis - whole) == 0.5 ? millis + Math.copySign(0.5, millis) : whole);
  }

  private Expression modified(
      Expression operand, String modifier, UnaryOperator<TimeModifiers> change) {
    int end = tokens.lastEnd();
    return switch (operand) {
      case VectorSelector selector ->
          new VectorSelector(
              selector.name(),
              selector.matchers(),
              change.apply(selector.modifiers()),
              selector.extension(),
              new SourceRange(selector.position().start(), end));
      case RangeSelector range -> {
        VectorSelector selector = range.selector();
        yield new RangeSelector(
            new VectorSelector(
                selector.name(),
                selector.matchers(),
                change.apply(selector.modifiers()),
                selector.extension(),
                selector.position()),
            range.range(),
            new SourceRange(range.position().start(), end));
      }
      case Subquery subquery ->
          new Subquery(
              subquery.operand(),
              subquery.range(),
              subquery.step(),
              change.apply(subquery.modifiers()),
              new SourceRange(subquery.position().start(), end));
      default ->
          throw new SyntaxError(
              operand.position(),
              modifier
                  + " must be preceded by an instant vector selector or range vector selector or a"
                  + " subquery");
    };
  }

  private Expression extended(Expression operand, RangeExtension extension) {
    String word = tokens.next().kind().symbol();
    if (!options.extendedRangeSelectors()) {
      throw new SyntaxError(operand.position(), word + " modifier is experimental and not enabled");
    }
    return switch (operand) {
      case VectorSelector selector -> extended(selector, extension, operand);
      case RangeSelector range ->
          new RangeSelector(
              extended(range.selector(), extension, operand), range.range(), range.position());
      case Subquery _ ->
          throw new SyntaxError(
              operand.position(), word + " modifier is not supported for subqueries");
      default -> throw new SyntaxError(operand.position(), word + " modifier not implemented");
    };
  }

  private static VectorSelector extended(
      VectorSelector selector, RangeExtension extension, Expression whole) {
    if (selector.extension() != RangeExtension.NONE && selector.extension() != extension) {
      throw new SyntaxError(
          whole.position(), "anchored and smoothed modifiers cannot be used together");
    }
    return new VectorSelector(
        selector.name(), selector.matchers(), selector.modifiers(), extension, selector.position());
  }
}
