package io.meridian.promql.syntax;

/** The fixed time at which a selector or subquery is evaluated. */
public sealed interface AtModifier {

  /** A time in milliseconds since the epoch. */
  record Timestamp(long millis) implements AtModifier {}

  /** {@code start()} or {@code end()} of the query. */
  enum Bound implements AtModifier {
    START,
    END
  }
}
