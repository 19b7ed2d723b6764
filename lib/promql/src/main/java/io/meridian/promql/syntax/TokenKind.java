package io.meridian.promql.syntax;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token is; keywords and signs know how they are written. */
enum TokenKind {
  END(Group.END, ""),
  ERROR(Group.NAMED, "error"),
  IDENTIFIER(Group.NAMED, "identifier"),
  METRIC_IDENTIFIER(Group.NAMED, "metric identifier"),
  STRING(Group.NAMED, "string"),
  NUMBER(Group.NAMED, "number"),
  DURATION(Group.NAMED, "duration"),

  LEFT_PAREN(Group.SIGN, "("),
  RIGHT_PAREN(Group.SIGN, ")"),
  LEFT_BRACE(Group.SIGN, "{"),
  RIGHT_BRACE(Group.SIGN, "}"),
  LEFT_BRACKET(Group.SIGN, "["),
  RIGHT_BRACKET(Group.SIGN, "]"),
  COMMA(Group.SIGN, ","),
  COLON(Group.SIGN, ":"),
  EQUALS(Group.SIGN, "="),

  ADD(Group.OPERATOR, "+"),
  SUBTRACT(Group.OPERATOR, "-"),
  MULTIPLY(Group.OPERATOR, "*"),
  DIVIDE(Group.OPERATOR, "/"),
  MODULO(Group.OPERATOR, "%"),
  POWER(Group.OPERATOR, "^"),
  EQUAL(Group.OPERATOR, "=="),
  NOT_EQUAL(Group.OPERATOR, "!="),
  LESS(Group.OPERATOR, "<"),
  LESS_OR_EQUAL(Group.OPERATOR, "<="),
  GREATER(Group.OPERATOR, ">"),
  GREATER_OR_EQUAL(Group.OPERATOR, ">="),
  TRIM_UPPER(Group.OPERATOR, "</"),
  TRIM_LOWER(Group.OPERATOR, ">/"),
  MATCHES(Group.OPERATOR, "=~"),
  MATCHES_NOT(Group.OPERATOR, "!~"),
  AT(Group.OPERATOR, "@"),
  AND(Group.OPERATOR, "and"),
  OR(Group.OPERATOR, "or"),
  UNLESS(Group.OPERATOR, "unless"),
  ATAN2(Group.OPERATOR, "atan2"),

  AVG(Group.AGGREGATION, "avg"),
  BOTTOMK(Group.AGGREGATION, "bottomk"),
  COUNT(Group.AGGREGATION, "count"),
  COUNT_VALUES(Group.AGGREGATION, "count_values"),
  GROUP(Group.AGGREGATION, "group"),
  LIMITK(Group.AGGREGATION, "limitk"),
  LIMIT_RATIO(Group.AGGREGATION, "limit_ratio"),
  MAX(Group.AGGREGATION, "max"),
  MIN(Group.AGGREGATION, "min"),
  QUANTILE(Group.AGGREGATION, "quantile"),
  STDDEV(Group.AGGREGATION, "stddev"),
  STDVAR(Group.AGGREGATION, "stdvar"),
  SUM(Group.AGGREGATION, "sum"),
  TOPK(Group.AGGREGATION, "topk"),

  BOOL(Group.KEYWORD, "bool"),
  BY(Group.KEYWORD, "by"),
  GROUP_LEFT(Group.KEYWORD, "group_left"),
  GROUP_RIGHT(Group.KEYWORD, "group_right"),
  FILL(Group.KEYWORD, "fill"),
  FILL_LEFT(Group.KEYWORD, "fill_left"),
  FILL_RIGHT(Group.KEYWORD, "fill_right"),
  IGNORING(Group.KEYWORD, "ignoring"),
  OFFSET(Group.KEYWORD, "offset"),
  SMOOTHED(Group.KEYWORD, "smoothed"),
  ANCHORED(Group.KEYWORD, "anchored"),
  ON(Group.KEYWORD, "on"),
  WITHOUT(Group.KEYWORD, "without"),

  START(Group.QUERY_VALUE, "start"),
  END_OF_QUERY(Group.QUERY_VALUE, "end"),
  STEP(Group.QUERY_VALUE, "step"),
  RANGE(Group.QUERY_VALUE, "range"),
  MAX_OF(Group.QUERY_VALUE, "max_of"),
  MIN_OF(Group.QUERY_VALUE, "min_of");

  /** How messages name a token of this kind. */
  enum Group {
    END,
    NAMED,
    SIGN,
    OPERATOR,
    AGGREGATION,
    KEYWORD,
    QUERY_VALUE
  }

  private static final Map<String, TokenKind> WORDS = words();

  private final Group group;
  private final String symbol;

  TokenKind(Group group, String symbol) {
    this.group = group;
    this.symbol = symbol;
  }

  private static Map<String, TokenKind> words() {
    Map<String, TokenKind> words = new HashMap<>();
    for (TokenKind kind : values()) {
      if (kind.group != Group.NAMED
          && !kind.symbol.isEmpty()
          && Character.isLetter(kind.symbol.charAt(0))) {
        words.put(kind.symbol, kind);
      }
    }
    words.put("inf", NUMBER);
    words.put("nan", NUMBER);
    return words;
  }

  /** The keyword that a word is, whatever its case. */
  static @Nullable TokenKind ofWord(String word) {
    return WORDS.get(word.toLowerCase(Locale.ROOT));
  }

  Group group() {
    return group;
  }

  /** How it is written, or how messages call it. */
  String symbol() {
    return symbol;
  }

  /** Whether it may be a metric's name where an expression begins. */
  boolean isMetricName() {
    return switch (this) {
      case IDENTIFIER, METRIC_IDENTIFIER, AND, OR, UNLESS -> true;
      case BOOL, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT -> false;
      default -> group == Group.AGGREGATION || group == Group.KEYWORD || group == Group.QUERY_VALUE;
    };
  }

  /** Whether an expression may begin with it. */
  boolean beginsExpression() {
    return switch (this) {
      case NUMBER, DURATION, STRING, LEFT_PAREN, LEFT_BRACE, ADD, SUBTRACT -> true;
      default -> isMetricName();
    };
  }

  /** Whether it may be a label's name in a grouping. */
  boolean isLabelName() {
    return switch (this) {
      case BOOL, ON, IGNORING, GROUP_LEFT, GROUP_RIGHT, ATAN2 -> true;
      case WITHOUT -> false;
      default -> isMetricName();
    };
  }
}
