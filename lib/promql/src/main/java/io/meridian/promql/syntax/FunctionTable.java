package io.meridian.promql.syntax;

import static io.meridian.promql.syntax.ValueType.MATRIX;
import static io.meridian.promql.syntax.ValueType.SCALAR;
import static io.meridian.promql.syntax.ValueType.STRING;
import static io.meridian.promql.syntax.ValueType.VECTOR;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All functions of the language: those of Prometheus, and Thanos' extended rates. */
public final class FunctionTable {
  private static final List<ValueType> ONE_VECTOR = List.of(VECTOR);
  private static final List<ValueType> ONE_MATRIX = List.of(MATRIX);
  private static final Map<String, FunctionSignature> PROMETHEUS = prometheus();
  private static final Map<String, FunctionSignature> EXTENDED_RATES = extendedRates();

  private FunctionTable() {}

  /** The function of a name, where the options know it; it may still be an experimental one. */
  public static Optional<FunctionSignature> find(String name, SyntaxOptions options) {
    FunctionSignature found = PROMETHEUS.get(name);
    if (found == null && options.extendedRates()) {
      found = EXTENDED_RATES.get(name);
    }
    return Optional.ofNullable(found);
  }

  /** Prometheus' functions by name. */
  public static Collection<FunctionSignature> all() {
    return PROMETHEUS.values();
  }

  /** Whether a function looks at what lies before its range. */
  public static boolean reachesBack(FunctionSignature function) {
    return EXTENDED_RATES.containsKey(function.name());
  }

  private static Map<String, FunctionSignature> prometheus() {
    Map<String, FunctionSignature> table = new TreeMap<>();
    addOfVectors(table);
    addOfRanges(table);
    addOfScalars(table);
    addOfLabels(table);
    return table;
  }

  private static void addOfVectors(Map<String, FunctionSignature> table) {
    add(
        table,
        "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_avg"
            + " histogram_count histogram_stddev histogram_stdvar histogram_sum ln log10 log2 rad sgn"
            + " sin sinh sort sort_desc sqrt tan tanh timestamp",
        ONE_VECTOR,
        VECTOR);
    addExperimental(table, "start_timestamp", ONE_VECTOR, 0, VECTOR);
    for (String name :
        "day_of_month day_of_week day_of_year days_in_month hour minute month year"
            .split(" ", -1)) {
      add(table, new FunctionSignature(name, ONE_VECTOR, 1, VECTOR, false));
    }
    add(table, "clamp_max clamp_min", List.of(VECTOR, SCALAR), VECTOR);
    add(table, "clamp", List.of(VECTOR, SCALAR, SCALAR), VECTOR);
    add(table, new FunctionSignature("round", List.of(VECTOR, SCALAR), 1, VECTOR, false));
    add(table, "histogram_fraction", List.of(SCALAR, SCALAR, VECTOR), VECTOR);
    add(table, "histogram_quantile", List.of(SCALAR, VECTOR), VECTOR);
    addExperimental(
        table, "histogram_quantiles", List.of(VECTOR, STRING, SCALAR, SCALAR), 9, VECTOR);
  }

  private static void addOfRanges(Map<String, FunctionSignature> table) {
    add(
        table,
        "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta"
            + " increase irate last_over_time max_over_time min_over_time present_over_time rate"
            + " resets stddev_over_time stdvar_over_time sum_over_time",
        ONE_MATRIX,
        VECTOR);
    addExperimental(
        table,
        "mad_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time"
            + " ts_of_min_over_time",
        ONE_MATRIX,
        0,
        VECTOR);
    add(table, "predict_linear", List.of(MATRIX, SCALAR), VECTOR);
    add(table, "quantile_over_time", List.of(SCALAR, MATRIX), VECTOR);
    addExperimental(
        table, "double_exponential_smoothing", List.of(MATRIX, SCALAR, SCALAR), 0, VECTOR);
  }

  private static void addOfScalars(Map<String, FunctionSignature> table) {
    add(table, "pi time", List.of(), SCALAR);
    add(table, "scalar", ONE_VECTOR, SCALAR);
    add(table, "vector", List.of(SCALAR), VECTOR);
    addExperimental(table, "end range start step", List.of(), 0, SCALAR);
    addExperimental(table, "max_of min_of", List.of(SCALAR, SCALAR), 0, SCALAR);
  }

  private static void addOfLabels(Map<String, FunctionSignature> table) {
    List<ValueType> join = List.of(VECTOR, STRING, STRING, STRING);
    add(table, new FunctionSignature("label_join", join, -1, VECTOR, false));
    add(table, "label_replace", List.of(VECTOR, STRING, STRING, STRING, STRING), VECTOR);
    List<ValueType> sort = List.of(VECTOR, STRING);
    addExperimental(table, "sort_by_label sort_by_label_desc", sort, -1, VECTOR);
    addExperimental(table, "info", List.of(VECTOR, VECTOR), 1, VECTOR);
  }

  private static Map<String, FunctionSignature> extendedRates() {
    Map<String, FunctionSignature> table = new TreeMap<>();
    add(table, "xdelta xincrease xrate", ONE_MATRIX, VECTOR);
    return table;
  }

  private static void add(
      Map<String, FunctionSignature> table,
      String names,
      List<ValueType> parameters,
      ValueType result) {
    for (String name : names.split(" ", -1)) {
      add(table, new FunctionSignature(name, parameters, 0, result, false));
    }
  }

  private static void addExperimental(
      Map<String, FunctionSignature> table,
      String names,
      List<ValueType> parameters,
      int variadic,
      ValueType result) {
    for (String name : names.split(" ", -1)) {
      add(table, new FunctionSignature(name, parameters, variadic, result, true));
    }
  }

  private static void add(Map<String, FunctionSignature> table, FunctionSignature function) {
    table.put(function.name(), function);
  }
}
