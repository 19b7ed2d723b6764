package io.meridian.promql.function;

import io.meridian.model.LabelText;
import io.meridian.model.Labels;
import io.meridian.model.QueryFailedException;
import io.meridian.model.ShortestDecimal;
import io.meridian.promql.exec.MergingOperator;
import io.meridian.promql.exec.Operand;
import io.meridian.promql.exec.Operator;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.exec.StoredOperator;
import io.meridian.promql.syntax.Call;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.SourceRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** histogram_quantile, histogram_quantiles and histogram_fraction as operators. */
final class HistogramFunctions {
  private HistogramFunctions() {}

  static Operator quantile(Call call, List<Operand> arguments, QueryRun run) {
    double[] quantiles = scalar(arguments, 0);
    warn(quantiles, call, 0, run);
    return measured(call, arguments, 1, List.of(new HistogramMeasure.Quantile(quantiles)), run);
  }

  static Operator fraction(Call call, List<Operand> arguments, QueryRun run) {
    HistogramMeasure fraction =
        new HistogramMeasure.Fraction(scalar(arguments, 0), scalar(arguments, 1));
    return measured(call, arguments, 2, List.of(fraction), run);
  }

  static Operator quantiles(Call call, List<Operand> arguments, QueryRun run) {
    String label = LabelText.utf8(((Operand.Text) arguments.get(1)).text());
    if (label.isEmpty()) {
      throw new QueryFailedException(
          "invalid label name \"\" in histogram_quantiles(): it names the quantiles' label");
    }
    List<HistogramMeasure> measures = new ArrayList<>();
    for (int i = 2; i < arguments.size(); i++) {
      double[] quantiles = scalar(arguments, i);
      warn(quantiles, call, i, run);
      Arrays.stream(quantiles)
          .distinct()
          .forEach(quantile -> measures.add(labelled(label, quantile, quantiles)));
    }
    return measured(call, arguments, 0, measures, run);
  }

  private static HistogramMeasure labelled(String label, double quantile, double[] quantiles) {
    return new HistogramMeasure.LabelledQuantile(
        quantile, quantiles, Labels.of(label, text(quantile)));
  }

  /** A number as OpenMetrics writes it: it always looks like a float. */
  private static String text(double quantile) {
    String text = ShortestDecimal.of(quantile == 0 ? 0 : quantile);
    boolean whole = Double.isFinite(quantile) && !text.contains(".") && !text.contains("e");
    return whole ? text + ".0" : text;
  }

  /**
   * Series may become equal, by dropped names or by the label of their quantile. As in Prometheus
   * that is an error, but if names are dropped last it is one at several steps only; at one step
   * who takes the result may have no need to tell them apart.
   */
  private static Operator measured(
      Call call,
      List<Operand> arguments,
      int place,
      List<HistogramMeasure> measures,
      QueryRun run) {
    Operator vector = ((Operand.Vector) arguments.get(place)).operator();
    HistogramFindings findings = new HistogramFindings(run, position(call, place));
    Operator measured =
        new StoredOperator(
            run.steps(),
            () -> new MeasuredHistograms(run, run.collect(vector), measures, findings));
    boolean mayRepeatLabels = run.options().delayedNameRemoval() && run.steps().count() == 1;
    return mayRepeatLabels ? measured : new MergingOperator(run, measured);
  }

  private static void warn(double[] quantiles, Call call, int place, QueryRun run) {
    Arrays.stream(quantiles)
        .filter(quantile -> !(quantile >= 0 && quantile <= 1))
        .distinct()
        .forEach(quantile ->
            run.annotations()
                .warning(
                    "quantile value should be between 0 and 1, got " + ShortestDecimal.of(quantile),
                    position(call, place),
                    call.position()));
  }

  private static double[] scalar(List<Operand> arguments, int place) {
    return ((Operand.Scalar) arguments.get(place)).values();
  }

  /** Where an argument stands, without parentheses around it. */
  private static SourceRange position(Call call, int argument) {
    return Parenthesized.unwrap(call.arguments().get(argument)).position();
  }
}
