package io.meridian.promql.exec;

import io.meridian.model.LabelText;
import io.meridian.model.QueryFailedException;
import io.meridian.model.ShortestDecimal;
import io.meridian.promql.plan.PlanNode;
import io.meridian.promql.plan.PlanNode.Aggregate;
import io.meridian.promql.syntax.Aggregation;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.SourceRange;
import java.util.Arrays;

/** What is wrong with the parameters of aggregations, in Prometheus' words. */
final class ParameterCheck {
  private static final double INT_END = 0x1p63;

  private ParameterCheck() {}

  /** The greatest value; as Go has it, an infinity is greater than NaN, which no number is. */
  static double max(double[] values) {
    boolean infinite = Arrays.stream(values).anyMatch(value -> value == Double.POSITIVE_INFINITY);
    return infinite ? Double.POSITIVE_INFINITY : Arrays.stream(values).max().orElse(Double.NaN);
  }

  /** The least value; see {@link #max}. */
  static double min(double[] values) {
    return -max(Arrays.stream(values).map(value -> -value).toArray());
  }

  static boolean anyNaN(double[] values) {
    return Arrays.stream(values).anyMatch(Double::isNaN);
  }

  static void quantiles(Aggregation aggregation, double[] values, Annotations annotations) {
    if (anyNaN(values)) {
      quantile(aggregation, Double.NaN, annotations);
    }
    if (max(values) > 1) {
      quantile(aggregation, max(values), annotations);
    }
    if (min(values) < 0) {
      quantile(aggregation, min(values), annotations);
    }
  }

  private static void quantile(Aggregation aggregation, double value, Annotations annotations) {
    annotations.warning(
        "quantile value should be between 0 and 1, got " + ShortestDecimal.of(value),
        position(aggregation),
        aggregation.position());
  }

  /** Nothing is wrong with counts that ask for no series at any step. */
  static void counts(double[] values) {
    if (max(values) < 1) {
      return;
    }
    if (anyNaN(values)) {
      throw new QueryFailedException("Parameter value is NaN");
    }
    if (min(values) <= -INT_END) {
      throw new QueryFailedException(
          "Scalar value " + ShortestDecimal.of(min(values)) + " underflows int64");
    }
    if (max(values) >= INT_END - 1024) {
      throw new QueryFailedException(
          "Scalar value " + ShortestDecimal.of(max(values)) + " overflows int64");
    }
  }

  static void ratios(Aggregation aggregation, double[] values, Annotations annotations) {
    if (anyNaN(values)) {
      throw new QueryFailedException("Ratio value is NaN");
    }
    if (max(values) > 1) {
      ratio(aggregation, max(values), "1", annotations);
    }
    if (min(values) < -1) {
      ratio(aggregation, min(values), "-1", annotations);
    }
  }

  private static void ratio(
      Aggregation aggregation, double value, String capped, Annotations annotations) {
    annotations.warning(
        "ratio value should be between -1 and 1, got "
            + ShortestDecimal.of(value)
            + ", capping to "
            + capped,
        position(aggregation),
        aggregation.position());
  }

  /** The label into which count_values puts values. */
  static String labelName(Aggregate aggregate) {
    String name = ((PlanNode.Text) aggregate.parameter().orElseThrow()).value();
    if (name.isEmpty() || !LabelText.isUtf8(name)) {
      StringBuilder quoted = new StringBuilder("invalid label name ");
      LabelText.appendQuoted(quoted, name);
      throw new QueryFailedException(quoted.toString());
    }
    return name;
  }

  private static SourceRange position(Aggregation aggregation) {
    return Parenthesized.unwrap(aggregation.parameter().orElseThrow()).position();
  }
}
