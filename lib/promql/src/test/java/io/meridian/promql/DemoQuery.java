package io.meridian.promql;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Random valid queries over {@link DemoSeries}, in the language that Prometheus 2.42 and 3.14 have
 * in common. What has been used least is used next, so that all of it gets its share; how often
 * each function, aggregation and operator was used is counted.
 */
final class DemoQuery {
  private static final List<String> OF_NUMBERS =
      List.of(
          "abs",
          "acos",
          "acosh",
          "asin",
          "asinh",
          "atan",
          "atanh",
          "ceil",
          "cos",
          "cosh",
          "deg",
          "exp",
          "floor",
          "ln",
          "log10",
          "log2",
          "rad",
          "sgn",
          "sin",
          "sinh",
          "sqrt",
          "tan",
          "tanh",
          "round",
          "clamp",
          "clamp_min",
          "clamp_max",
          "timestamp",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "days_in_month",
          "hour",
          "minute",
          "month",
          "year",
          "label_replace",
          "label_join",
          "sort",
          "sort_desc",
          "absent",
          "scalar",
          "vector",
          "time",
          "pi");
  private static final List<String> OF_RANGES =
      List.of(
          "rate",
          "increase",
          "delta",
          "irate",
          "idelta",
          "changes",
          "resets",
          "deriv",
          "predict_linear",
          "avg_over_time",
          "min_over_time",
          "max_over_time",
          "sum_over_time",
          "count_over_time",
          "quantile_over_time",
          "stddev_over_time",
          "stdvar_over_time",
          "last_over_time",
          "present_over_time",
          "absent_over_time");
  private static final List<String> AGGREGATIONS =
      List.of(
          "sum",
          "avg",
          "min",
          "max",
          "count",
          "group",
          "stddev",
          "stdvar",
          "quantile",
          "topk",
          "bottomk",
          "count_values");
  private static final List<String> ARITHMETIC = List.of("+", "-", "*", "/", "%", "^", "atan2");
  private static final List<String> COMPARISONS = List.of("==", "!=", ">", "<", ">=", "<=");
  private static final List<String> SETS = List.of("and", "or", "unless");

  /** Functions that make much of the last digits, which sums that are compensated differ in. */
  private static final Set<String> AMPLIFYING =
      Set.of(
          "acos",
          "asin",
          "atanh",
          "ceil",
          "cos",
          "cosh",
          "day_of_month",
          "day_of_week",
          "day_of_year",
          "days_in_month",
          "exp",
          "floor",
          "hour",
          "minute",
          "month",
          "round",
          "sgn",
          "sin",
          "sinh",
          "tan",
          "time",
          "year");

  /** Functions of ranges that look at what is between samples. */
  private static final Set<String> OF_DIFFERENCES =
      Set.of("changes", "delta", "deriv", "idelta", "stddev_over_time", "stdvar_over_time");

  private static final String[] GAUGES = {
    "demo_memory_usage_bytes",
    "demo_num_cpus",
    "demo_disk_usage_bytes",
    "demo_temperature_celsius",
    "demo_batch_last_success_timestamp_seconds",
    "demo_up",
    "demo_special"
  };

  /** Gauges of which no two are equal, so that there is no doubt which are the highest. */
  private static final String[] ALL_DIFFERENT = {
    "demo_memory_usage_bytes", "demo_disk_usage_bytes", "demo_temperature_celsius"
  };

  private static final String[] LABELS = {"instance", "job", "type", "mode", "room"};

  private final RandomGenerator random;
  private final Map<String, Integer> tally = new TreeMap<>();

  DemoQuery(RandomGenerator random) {
    this.random = random;
    List.of(OF_NUMBERS, OF_RANGES, AGGREGATIONS, ARITHMETIC, COMPARISONS, SETS)
        .forEach(names -> names.forEach(name -> tally.put(name, 0)));
    tally.put("histogram_quantile", 0);
  }

  /** How often each function, aggregation and operator was used so far. */
  Map<String, Integer> tally() {
    return tally;
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  /** The least used of three. */
  private String next(List<String> names) {
    String least = names.get(random.nextInt(names.size()));
    for (int i = 0; i < 2; i++) {
      String other = names.get(random.nextInt(names.size()));
      least = used(other) < used(least) ? other : least;
    }
    return use(least);
  }

  private int used(String name) {
    return tally.getOrDefault(name, 0);
  }

  private String use(String name) {
    tally.merge(name, 1, Integer::sum);
    return name;
  }

  /** A query of an instant vector. */
  String vector(int depth) {
    if (depth == 0) {
      return selector(one(GAUGES)) + modifiers();
    }
    return switch (random.nextInt(14)) {
      case 0, 1, 2, 3 -> ofNumbers(depth - 1);
      case 4, 5, 6 -> ofRange(depth - 1);
      case 7, 8 -> aggregation(depth - 1);
      case 9, 10 -> withScalar(depth - 1);
      case 11, 12 -> matched(depth - 1);
      default -> quantile();
    };
  }

  /** An instant vector in which nothing was added up. */
  private String exact() {
    return switch (random.nextInt(3)) {
      case 0 -> use(one("max", "min")) + " by (instance) (" + vector(0) + ")";
      case 1 -> use(one("max_over_time", "last_over_time")) + "(" + range(0, false) + ")";
      default -> vector(0);
    };
  }

  private String selector(String metric) {
    return switch (random.nextInt(6)) {
      case 0 -> metric + "{instance=~\".*[01]\"}";
      case 1 -> metric + "{job=\"demo\",instance!=\"demo.promlabs.com:10001\"}";
      case 2 -> "{__name__=\"" + metric + "\"}";
      default -> metric;
    };
  }

  private String modifiers() {
    return switch (random.nextInt(10)) {
      case 0 -> " offset " + one("1m", "-1m7s", "10m");
      case 1 -> " @ " + (DemoSeries.START / 1000 + random.nextInt(600, 3000)) + ".999";
      case 2 -> " @ end() offset 3m";
      default -> "";
    };
  }

  private String ofNumbers(int depth) {
    String name = next(OF_NUMBERS);
    String inner = AMPLIFYING.contains(name) ? exact() : vector(depth);
    return switch (name) {
      case "round" -> "round(" + inner + one("", ", 0.3", ", 100") + ")";
      case "clamp" -> "clamp(" + inner + ", -3, " + number() + ")";
      case "clamp_min", "clamp_max" -> name + "(" + inner + ", " + number() + ")";
      case "label_replace" ->
          "label_replace(" + inner + ", \"n\", \"$2-$1\", \"instance\", \"(.*):(.*)\")";
      case "label_join" -> "label_join(" + inner + ", \"n\", \"/\", \"job\", \"instance\", \"x\")";
      case "absent" -> "absent(demo_none{type=\"a\",x!=\"y\"} + " + inner + ")";
      case "scalar" -> "vector(scalar(" + "demo_num_cpus{instance=~\".*1\"}" + "))";
      case "vector" -> "vector(" + number() + ")";
      case "time" -> "(" + inner + " - time())";
      case "pi" -> "(" + inner + " * pi())";
      case "acosh" -> "acosh(abs(" + inner + ") + 1)";
      case "acos", "asin", "atanh" -> name + "(sin(" + inner + "))";
      default -> name + "(" + inner + ")";
    };
  }

  private String ofRange(int depth) {
    String name = next(OF_RANGES);
    boolean moving = name.equals("predict_linear");
    boolean exactly = moving || OF_DIFFERENCES.contains(name);
    boolean counter = List.of("rate", "increase", "irate", "resets").contains(name);
    String range = range(exactly ? 0 : depth, counter);
    if (moving) {
      range = range.replaceFirst("] @ .*", "]"); // 2.42 moves the window nevertheless
    }
    return switch (name) {
      case "predict_linear" -> "predict_linear(" + range + ", " + one("60", "-300", "3600") + ")";
      case "quantile_over_time" ->
          "quantile_over_time(" + one("0.1", "0.5", "0.97") + ", " + range + ")";
      case "absent_over_time" -> "absent_over_time(demo_none{type=\"a\"}[5m])";
      default -> name + "(" + range + ")";
    };
  }

  private String range(int depth, boolean counter) {
    String span = one("1m", "2m30s", "5m", "10m", "1h");
    if (depth > 0 && !counter && random.nextInt(3) == 0) {
      return "(" + vector(depth - 1) + ")[" + one("2m", "5m") + ":" + one("30s", "1m", "") + "]";
    }
    return selector(counter ? "demo_cpu_usage_seconds_total" : one(GAUGES))
        + "["
        + span
        + "]"
        + modifiers();
  }

  private String aggregation(int depth) {
    String name = next(AGGREGATIONS);
    String grouping =
        one("", " by (" + one(LABELS) + ", instance)", " without (" + one(LABELS) + ")");
    String parameter =
        switch (name) {
          case "quantile" -> one("0.2", "0.5", "0.9") + ", ";
          case "topk", "bottomk" -> one("1", "2", "5") + ", ";
          case "count_values" -> "\"v\", ";
          default -> "";
        };
    String inner =
        switch (name) {
          case "count_values" -> use("round") + "(" + exact() + ")";
          case "topk", "bottomk" -> selector(one(ALL_DIFFERENT)) + modifiers();
          case "stddev", "stdvar" -> "((" + exact() + " > -1e300) < 1e300)"; // others had 0 in 2.42
          default -> vector(depth);
        };
    return name + grouping + "(" + parameter + inner + ")";
  }

  private String withScalar(int depth) {
    boolean comparison = random.nextInt(3) == 0;
    String operator =
        next(comparison ? COMPARISONS : ARITHMETIC) + (comparison ? one(" bool", " bool", "") : "");
    String inner =
        comparison || operator.equals("%") || operator.equals("^") ? exact() : vector(depth);
    if (operator.equals("atan2")) {
      inner = use("abs") + "(" + inner + ")"; // 2.42 would keep the name
    }
    return random.nextBoolean()
        ? "(" + inner + " " + operator + " " + number() + ")"
        : "(" + number() + " " + operator + " " + inner + ")";
  }

  private String number() {
    return one("2", "0.5", "-3", "1e9", "7.25", "(3 - 1)", "60", "0");
  }

  private String matched(int depth) {
    int kind = random.nextInt(4);
    String operator = kind == 0 ? next(SETS) : next(kind == 1 ? COMPARISONS : ARITHMETIC);
    boolean exactly = kind == 1 || operator.equals("%") || operator.equals("^");
    String left = use("max") + " by (instance) (" + (exactly ? exact() : vector(depth)) + ")";
    String right = use("min") + " by (instance, job) (" + (exactly ? exact() : vector(depth)) + ")";
    return switch (kind) {
      case 0 -> "(" + left + " " + operator + " on (instance) " + right + ")";
      case 1 -> "(" + left + " " + operator + one(" bool", "") + " on (instance) " + right + ")";
      case 2 -> "(" + right + " " + operator + " on (instance) group_left " + left + ")";
      default -> "(" + left + " " + operator + " ignoring (job) " + right + ")";
    };
  }

  private String quantile() {
    use("histogram_quantile");
    use("rate");
    String rates = "rate(demo_api_request_duration_seconds_bucket[" + one("2m", "5m") + "])";
    boolean summed = random.nextBoolean();
    String inner = summed ? use("sum") + " by (le, path) (" + rates + ")" : rates;
    return "histogram_quantile(" + one("0.13", "0.52", "0.91") + ", " + inner + ")";
  }

  /** Some queries. */
  List<String> queries(int count) {
    List<String> queries = new ArrayList<>();
    while (queries.size() < count) {
      queries.add(vector(random.nextInt(1, 4)));
    }
    return queries;
  }
}
