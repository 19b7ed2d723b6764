package io.meridian.promql.function;

import io.meridian.model.HistogramLane;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Logarithm;
import io.meridian.promql.exec.FunctionLibrary;
import io.meridian.promql.exec.OneSeries;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.StepGrid;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.exec.TileFunction;
import io.meridian.promql.math.Exponential;
import io.meridian.promql.math.InverseHyperbolic;
import io.meridian.promql.math.Trigonometry;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.RangeExtension;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** The functions that there are kernels for, by name. */
public final class Functions implements FunctionLibrary {
  private final Map<String, Implementation> byName = new HashMap<>();

  public Functions() {
    addRates();
    addSamples();
    addAggregates();
    addTrends();
    addNumbers();
    addAngles();
    addBounds();
    addScalars();
    addDates();
    addHistograms();
    addSeries();
  }

  /**
   * The implementation of a function.
   *
   * @throws InvalidRequestException if there is none
   */
  @Override
  public Implementation find(String function) {
    Implementation found = byName.get(function);
    if (found == null) {
      throw new InvalidRequestException("function " + function + " is not available");
    }
    return found;
  }

  /** Whether there is an implementation of a function. */
  public boolean has(String function) {
    return byName.containsKey(function);
  }

  private void range(String name, RangeFunction.Factory factory) {
    byName.put(name, new OverRange(factory, false));
  }

  private void floats(String name, FloatWindow kernel) {
    range(name, arguments -> new FloatsOverTime(arguments, kernel, 1));
  }

  private void number(String name, DoubleUnaryOperator function) {
    byName.put(
        name,
        new OverTiles(_ -> new FloatCells((value, _) -> function.applyAsDouble(value)), false));
  }

  private void histogram(String name, Supplier<TileFunction> kernels) {
    byName.put(name, new OverTiles(_ -> kernels.get(), false));
  }

  private void series(String name, Series function) {
    byName.put(name, new OverSeries(function));
  }

  private void addRates() {
    range("rate", arguments -> change(arguments, true, true));
    range("increase", arguments -> change(arguments, true, false));
    range("delta", arguments -> change(arguments, false, false));
    range("xrate", arguments -> new ReachingRate(arguments, true, true));
    range("xincrease", arguments -> new ReachingRate(arguments, true, false));
    range("xdelta", arguments -> new ReachingRate(arguments, false, false));
    range("irate", arguments -> new InstantRate(arguments, true));
    range("idelta", arguments -> new InstantRate(arguments, false));
    range("changes", arguments -> new Transitions(arguments, false));
    range("resets", arguments -> new Transitions(arguments, true));
  }

  private static RangeFunction change(
      RangeFunction.Arguments arguments, boolean counter, boolean perSecond) {
    return arguments.window().extension() == RangeExtension.NONE
        ? new ExtrapolatedRate(arguments, counter, perSecond)
        : new ExtendedRate(arguments, counter, perSecond);
  }

  private void addSamples() {
    range("count_over_time", _ -> SamplesOverTime.COUNT);
    range("present_over_time", _ -> SamplesOverTime.PRESENT);
    range("ts_of_first_over_time", _ -> SamplesOverTime.FIRST_TIME);
    range("ts_of_last_over_time", _ -> SamplesOverTime.LAST_TIME);
    byName.put("first_over_time", new OverRange(_ -> SamplesOverTime.FIRST, true));
    byName.put("last_over_time", new OverRange(_ -> SamplesOverTime.LAST, true));
  }

  private void addAggregates() {
    range("sum_over_time", a -> new HistogramsOverTime(a, WindowSums::sum, false));
    range("avg_over_time", a -> new HistogramsOverTime(a, WindowSums::average, true));
    floats("stddev_over_time", WindowSums::deviation);
    floats("stdvar_over_time", WindowSums::variance);
    floats("max_over_time", Extremes::max);
    floats("min_over_time", Extremes::min);
    floats("ts_of_max_over_time", Extremes::maxTime);
    floats("ts_of_min_over_time", Extremes::minTime);
    range("quantile_over_time", QuantileOverTime::new);
    range("mad_over_time", Functions::medianDeviation);
  }

  private static RangeFunction medianDeviation(RangeFunction.Arguments arguments) {
    Quantiles quantiles = new Quantiles();
    FloatWindow kernel = (_, values, from, to, _) -> quantiles.medianDeviation(values, from, to);
    return new FloatsOverTime(arguments, kernel, 1);
  }

  private void addTrends() {
    range("deriv", a -> new FloatsOverTime(a, Trend.slope(), 2));
    range("predict_linear", a -> new FloatsOverTime(a, Trend.prediction(a), 2));
    range("double_exponential_smoothing", Trend::smoothing);
  }

  private void addNumbers() {
    number("abs", Math::abs);
    number("ceil", Math::ceil);
    number("floor", Math::floor);
    number("exp", Exponential::exp);
    number("sqrt", Math::sqrt);
    number("ln", Logarithm::natural);
    number("log2", Logarithm::binary);
    number("log10", Logarithm::decimal);
    number("sgn", GoMath::sign);
  }

  private void addAngles() {
    number("sin", Trigonometry::sin);
    number("cos", Trigonometry::cos);
    number("tan", Trigonometry::tan);
    number("asin", Trigonometry::asin);
    number("acos", Trigonometry::acos);
    number("atan", Trigonometry::atan);
    number("sinh", Exponential::sinh);
    number("cosh", Exponential::cosh);
    number("tanh", Exponential::tanh);
    number("asinh", InverseHyperbolic::asinh);
    number("acosh", InverseHyperbolic::acosh);
    number("atanh", InverseHyperbolic::atanh);
    number("rad", value -> value * Math.PI / 180);
    number("deg", value -> value * 180 / Math.PI);
  }

  private void addBounds() {
    byName.put(
        "clamp",
        new OverTiles(a -> new ClampedCells(a.scalars().get(1), a.scalars().get(2)), false));
    byName.put(
        "clamp_min",
        new OverTiles(
            a ->
                new ClampedCells(
                    a.scalars().get(1), constant(a.steps().count(), Double.POSITIVE_INFINITY)),
            false));
    byName.put(
        "clamp_max",
        new OverTiles(
            a ->
                new ClampedCells(
                    constant(a.steps().count(), Double.NEGATIVE_INFINITY), a.scalars().get(1)),
            false));
    byName.put("round", new OverTiles(a -> new FloatCells(rounding(a.scalars())), false));
  }

  private static FloatCells.FloatAtStep rounding(List<double[]> scalars) {
    if (scalars.size() < 2) {
      return (value, _) -> Math.floor(value + 0.5);
    }
    double[] to = scalars.get(1);
    return (value, step) -> {
      double inverse = 1.0 / to[step];
      return Math.floor(value * inverse + 0.5) / inverse;
    };
  }

  private void addScalars() {
    byName.put("pi", new OverScalars((_, _, run) -> constant(run.steps().count(), Math.PI)));
    byName.put("time", new OverScalars((_, _, run) -> times(run.steps())));
    byName.put("max_of", new OverScalars((_, a, _) -> combined(a.get(0), a.get(1), GoMath::max)));
    byName.put("min_of", new OverScalars((_, a, _) -> combined(a.get(0), a.get(1), GoMath::min)));
  }

  private void addDates() {
    number("minute", Calendar::minute);
    number("hour", Calendar::hour);
    number("day_of_week", Calendar::dayOfWeek);
    number("day_of_month", Calendar::dayOfMonth);
    number("day_of_year", Calendar::dayOfYear);
    number("days_in_month", Calendar::daysInMonth);
    number("month", Calendar::month);
    number("year", Calendar::year);
    byName.put("timestamp", new OverTiles(a -> new StepTimes(a.steps()), false));
    byName.put("start_timestamp", new OverTiles(_ -> StepTimes::removeAll, false));
  }

  private void addHistograms() {
    histogram("histogram_count", () -> new HistogramSummary(HistogramLane::count));
    histogram("histogram_sum", () -> new HistogramSummary(HistogramLane::sum));
    histogram("histogram_avg", HistogramSummary::average);
    histogram("histogram_stddev", HistogramSummary::deviation);
    histogram("histogram_stdvar", HistogramSummary::variance);
    series("histogram_quantile", HistogramFunctions::quantile);
    series("histogram_quantiles", HistogramFunctions::quantiles);
    series("histogram_fraction", HistogramFunctions::fraction);
  }

  private void addSeries() {
    byName.put("scalar", new ToScalar((_, vector, run) -> SingleFloat.of(vector, run)));
    series("vector", Functions::vector);
    series("absent", (call, a, run) -> Absence.of(call, a, run, false));
    series("absent_over_time", (call, a, run) -> Absence.of(call, a, run, true));
    series("sort", Sorting.byValue(false));
    series("sort_desc", Sorting.byValue(true));
    series("sort_by_label", Sorting.byLabels(false));
    series("sort_by_label_desc", Sorting.byLabels(true));
    series("info", InfoJoin::of);
    series("label_join", LabelFunctions::join);
    series("label_replace", LabelFunctions::replace);
  }

  private static Operator vector(Call call, List<Operand> arguments, QueryRun run) {
    double[] values = ((Operand.Scalar) arguments.getFirst()).values();
    return new StoredOperator(run.steps(), () -> new OneSeries(values));
  }

  private static double[] times(StepGrid steps) {
    double[] seconds = new double[steps.count()];
    for (int i = 0; i < seconds.length; i++) {
      seconds[i] = steps.time(i) / 1000.0;
    }
    return seconds;
  }

  private static double[] combined(double[] left, double[] right, DoubleBinaryOperator operator) {
    double[] both = new double[left.length];
    for (int i = 0; i < both.length; i++) {
      both[i] = operator.applyAsDouble(left[i], right[i]);
    }
    return both;
  }

  private static double[] constant(int count, double value) {
    double[] values = new double[count];
    Arrays.fill(values, value);
    return values;
  }
}
