package io.meridian.promql;

import io.meridian.promql.function.Functions;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Random queries that mostly have an answer over {@link RandomSeries}. None asks for the times of
 * the query as a whole, so that it may be answered in parts.
 */
final class EvaluableQuery {
  private static final List<String> RANGE_FUNCTIONS =
      List.of(
          "rate",
          "increase",
          "delta",
          "irate",
          "idelta",
          "changes",
          "resets",
          "avg_over_time",
          "sum_over_time",
          "min_over_time",
          "max_over_time",
          "count_over_time",
          "last_over_time",
          "present_over_time",
          "stddev_over_time",
          "deriv");
  private static final List<String> FUNCTIONS =
      List.of("abs", "ceil", "sqrt", "exp", "sgn", "-", "+", "timestamp", "floor");
  private static final List<String> FOLDS =
      List.of("sum", "avg", "min", "max", "count", "group", "stddev", "stdvar");
  private static final List<String> WITH_PARAMETER =
      List.of("topk", "bottomk", "limitk", "quantile", "limit_ratio");
  private static final List<String> GROUPINGS =
      List.of("", "by (job)", "by (pod)", "by (job, pod)", "without (pod)", "without (job)");
  private static final List<String> OPERATORS =
      List.of("+", "-", "*", "/", "%", "==", "!=", ">", "<", ">= bool", "and", "or", "unless");
  private static final List<String> MATCHINGS =
      List.of("", "on (job, pod)", "on (job)", "ignoring (pod)", "on (pod)");
  private static final List<String> MATCHERS =
      List.of("job=\"a\"", "job!=\"a\"", "pod=~\"p[12]\"", "pod!~\"p1\"", "pod=\"p2\"", "job=\"\"");
  private static final List<String> MODIFIERS =
      List.of("", "", "", " offset 45s", " offset -20s", " @ 300");

  private final RandomGenerator random;
  private final Functions functions = new Functions();

  EvaluableQuery(RandomGenerator random) {
    this.random = random;
  }

  private String any(List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** A query of some depth. */
  String next() {
    return vector(1 + random.nextInt(3));
  }

  private String vector(int depth) {
    if (depth == 0) {
      return selector() + any(MODIFIERS);
    }
    return switch (random.nextInt(9)) {
      case 0, 1 -> ranged(depth);
      case 2, 3 -> "%s %s (%s)".formatted(any(FOLDS), any(GROUPINGS), vector(depth - 1));
      case 4 ->
          "%s %s (%s, %s)"
              .formatted(
                  any(WITH_PARAMETER),
                  any(GROUPINGS),
                  any(List.of("1", "2", "0.4")),
                  vector(depth - 1));
      case 5 -> call(any(FUNCTIONS), vector(depth - 1));
      case 6 -> twice(depth);
      case 7 ->
          "(%s) %s %d"
              .formatted(vector(depth - 1), any(OPERATORS.subList(0, 9)), random.nextInt(3));
      default -> joined(depth);
    };
  }

  private static String call(String function, String argument) {
    return function + "(" + argument + ")";
  }

  private String selector() {
    String name = any(List.of("c", "c", "g", "h", "x"));
    return switch (random.nextInt(3)) {
      case 0 -> name;
      case 1 -> name + "{" + any(MATCHERS) + "}";
      default -> "{__name__=~\"[cg]\"," + any(MATCHERS) + "}";
    };
  }

  private String ranged(int depth) {
    String function = any(RANGE_FUNCTIONS);
    if (!functions.has(function)) {
      function = "rate";
    }
    return random.nextInt(4) == 0
        ? call(function, "(" + vector(depth - 1) + ")[2m:20s]" + any(MODIFIERS))
        : call(function, selector() + any(List.of("[1m]", "[100s]", "[5m]")) + any(MODIFIERS));
  }

  private String joined(int depth) {
    return "(%s) %s %s (%s)"
        .formatted(vector(depth - 1), any(OPERATORS), any(MATCHINGS), vector(depth - 1));
  }

  /** An aggregate and something of the same. */
  private String twice(int depth) {
    String part = "%s by (job, pod) (%s)".formatted(any(FOLDS.subList(0, 6)), vector(depth - 1));
    return "%s %s %s".formatted(part, any(OPERATORS.subList(0, 4)), part);
  }
}
