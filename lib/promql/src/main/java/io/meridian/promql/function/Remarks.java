package io.meridian.promql.function;

import io.meridian.model.LabelText;
import io.meridian.model.Tile;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.exec.Annotations;
import io.meridian.promql.exec.RangeFunction;
import io.meridian.promql.exec.RangeSeries;
import io.meridian.promql.syntax.Expression;
import io.meridian.promql.syntax.Parenthesized;
import io.meridian.promql.syntax.SourceRange;
import io.meridian.promql.syntax.Subquery;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a range function has to remark on a series. Kernels note it as often as they meet it; it is
 * made a text once a series.
 */
final class Remarks {
  /** A remark that names the metric or the operation. */
  enum Remark {
    MIXED(true, "encountered a mix of histograms and floats for metric name"),
    MIXED_BUCKETS(
        true,
        "vector contains a mix of histograms with exponential and custom buckets schemas for metric"
            + " name"),
    NOT_COUNTER(true, "this native histogram metric is not a counter:"),
    NOT_GAUGE(true, "this native histogram metric is not a gauge:"),
    START_OVERLAP(
        true, "sample has start time that overlaps with previous sample timestamp for metric"),
    RESETS_COLLIDE(false, "conflicting counter resets during histogram aggregation"),
    IGNORED_HISTOGRAMS(
        true,
        "ignored histograms in a range containing both floats and histograms for metric name"),
    BOUNDS_IN_SUM(false, "mismatched custom buckets were reconciled during addition"),
    BOUNDS_IN_DIFFERENCE(false, "mismatched custom buckets were reconciled during subtraction"),
    BOUNDS_IN_AGGREGATION(false, "mismatched custom buckets were reconciled during aggregation");

    private final boolean namesMetric;
    private final String text;

    Remark(boolean namesMetric, String text) {
      this.namesMetric = namesMetric;
      this.text = text;
    }

    private boolean isInfo() {
      return switch (this) {
        case IGNORED_HISTOGRAMS, BOUNDS_IN_SUM, BOUNDS_IN_DIFFERENCE, BOUNDS_IN_AGGREGATION -> true;
        default -> false;
      };
    }
  }

  private final Annotations annotations;
  private final SourceRange position;
  private final CounterName counterName;
  private final Set<Remark> noted = EnumSet.noneOf(Remark.class);
  private long overlaps;

  /** Remarks stand at the first argument; at the query's begin if that is a subquery. */
  Remarks(RangeFunction.Arguments arguments) {
    annotations = arguments.annotations();
    counterName = new CounterName(arguments.options().typeAndUnitLabels());
    Expression first = Parenthesized.unwrap(arguments.call().arguments().getFirst());
    position = first instanceof Subquery ? new SourceRange(0, 0) : first.position();
  }

  void note(Remark remark) {
    noted.add(remark);
    overlaps += remark == Remark.START_OVERLAP ? 1 : 0;
  }

  /** Remarks on a series whose rate was put into a row but which looks like no counter. */
  void checkCounter(RangeSeries series, Tile into, int row) {
    counterName.check(series, into, row * into.steps(), annotations, position);
  }

  /** Hands on what was noted of a series. */
  void flush(RangeSeries series) {
    if (noted.isEmpty()) {
      return;
    }
    for (Remark remark : noted) {
      String text = remark.text;
      if (remark.namesMetric) {
        StringBuilder named = new StringBuilder(text).append(' ');
        LabelText.appendQuoted(named, series.metricName());
        text = named.toString();
      }
      if (remark == Remark.START_OVERLAP) {
        annotations.add(
            new Annotation(Annotation.Level.WARNING, text, position), new Occurrences(overlaps));
      } else if (remark.isInfo()) {
        annotations.info(text, position);
      } else {
        annotations.warning(text, position);
      }
    }
    noted.clear();
    overlaps = 0;
  }
}
