package io.meridian.promql.syntax;

import java.util.random.RandomGenerator;

/**
 * Valid queries of all constructs, but for an infinity that is not in parentheses: Prometheus
 * prints it with a sign, which does not bind as tightly as a power.
 */
final class RandomQuery {
  private static final String[] METRICS = {
    "up", "a:b", "sum", "offset", "start", "{\"x y\"}", "by", "fill", "step", "{job=~\".+\"}"
  };
  private static final String[] MATCHERS = {
    "a=\"b\"", "c!='d\\x41'", "\"e f\"=~`g|h`", "le!~\"\\u00e9+\"", "on=\"\"", "i=\"\\\\\""
  };
  private static final String[] SPANS = {
    "5m",
    "1h30m",
    "300",
    "0x1e1",
    "1.5",
    "1d",
    "2w",
    "3y",
    "1ms",
    "(5m)",
    "5m+1m*2",
    "-(-5m)",
    "step()",
    "2*range()",
    "max_of(1m,step())",
    "min_of(5m, 2^3) + 1",
    "-1m + (2m % 90s)"
  };
  private static final String[] OFFSETS = {
    "-5m", "1h", "step()", "-range()", "-(1m+2)", "0", "1_0"
  };
  private static final String[] NUMBERS = {
    "1", "0x1F", "1e-7", ".5", "1_000", "(Inf)", "NaN", "5m", "1e300", "010", "0.1"
  };
  private static final String[] OPERATORS = {
    "+", "-", "*", "/", "%", "^", "atan2", "</", ">/", "==", "!=", "<", ">", "<=", ">="
  };
  private static final String[] LABELS = {"(a)", "()", "(a, b)", "(\"c d\", sum)", "(a,)"};

  private final RandomGenerator random;

  RandomQuery(RandomGenerator random) {
    this.random = random;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private boolean maybe() {
    return random.nextInt(3) == 0;
  }

  /** An expression of an instant vector. */
  String vector(int depth) {
    if (depth == 0) {
      return series() + extension() + modifiers();
    }
    return switch (random.nextInt(10)) {
      case 0 -> series() + extension() + modifiers();
      case 1 -> one("rate", "max_over_time", "xrate") + "(" + matrix(depth - 1) + ")";
      case 2 ->
          one("sum", "avg", "group")
              + one("", " by " + one(LABELS), " without" + one(LABELS))
              + "("
              + vector(depth - 1)
              + ")";
      case 3 ->
          one("topk", "quantile", "limitk")
              + "("
              + scalar(depth - 1)
              + ", "
              + vector(depth - 1)
              + ")"
              + one("", " by " + one(LABELS));
      case 4 ->
          vector(depth - 1)
              + " "
              + one("and", "or", "unless")
              + one("", " on" + one(LABELS))
              + " "
              + vector(depth - 1);
      case 5 -> vector(depth - 1) + " " + one(OPERATORS) + matching() + " " + vector(depth - 1);
      case 6 -> "(" + vector(depth - 1) + " " + one(OPERATORS) + " " + scalar(depth - 1) + ")";
      case 7 -> "(" + vector(depth - 1) + ") # a remark\n";
      case 8 -> one("-", "+") + vector(depth - 1);
      default -> "label_replace(" + vector(depth - 1) + ", 'a', \"$1\\n\", `b`, '(.*)')";
    };
  }

  private String matching() {
    return one(
            "", " on" + one(LABELS), " ignoring(x)", " on(x) group_left()", " on(x) group_right(y)")
        + one("", " fill(1)", " fill_left(-1) fill_right(2e30)", " fill_right(NaN)");
  }

  private String series() {
    String metric = one(METRICS);
    return maybe() && !metric.startsWith("{")
        ? metric + "{" + one(MATCHERS) + "," + one(MATCHERS) + one("", ",") + "}"
        : metric;
  }

  private String extension() {
    return random.nextInt(6) == 0 ? one(" anchored", " smoothed") : "";
  }

  private String modifiers() {
    return (maybe() ? " @ " + one("12.3456", "start()", "end()", "-5", "1h") : "")
        + (maybe() ? " offset " + one(OFFSETS) : "");
  }

  private String matrix(int depth) {
    return depth == 0 || random.nextBoolean()
        ? series() + "[" + span() + "]" + extension() + modifiers()
        : "("
            + vector(depth - 1)
            + ")["
            + one("5m", "(1h)", "2*range()", "max_of(1m,step())")
            + ":"
            + (maybe() ? span() : "")
            + "]"
            + modifiers();
  }

  private String span() {
    return one(SPANS);
  }

  private String scalar(int depth) {
    return switch (depth == 0 ? 0 : random.nextInt(4)) {
      case 0 -> one(NUMBERS);
      case 1 -> "scalar(" + vector(depth - 1) + ")";
      case 2 -> "(" + scalar(depth - 1) + one("+", "*", "^", "==bool ") + scalar(depth - 1) + ")";
      default -> "-" + scalar(depth - 1);
    };
  }
}
