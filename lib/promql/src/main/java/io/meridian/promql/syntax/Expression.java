package io.meridian.promql.syntax;

import java.util.List;

/**
 * A node of a query's syntax tree. Trees are immutable; two are equal if they say the same at the
 * same places. {@code toString} gives the text that parses to the tree.
 */
public sealed interface Expression
    permits Aggregation,
        BinaryOperation,
        Call,
        NumberLiteral,
        Parenthesized,
        RangeSelector,
        StringLiteral,
        Subquery,
        UnaryOperation,
        VectorSelector {

  /** Where the expression stands in the query's text. */
  SourceRange position();

  /** What it evaluates to. */
  ValueType type();

  /** The expressions it is made of, as they are written; those of durations are not among them. */
  List<Expression> children();
}
