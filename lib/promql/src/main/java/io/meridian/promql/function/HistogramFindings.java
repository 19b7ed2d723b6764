package io.meridian.promql.function;

import io.meridian.model.LabelText;
import io.meridian.model.Labels;
import io.meridian.promql.exec.Annotation;
import io.meridian.promql.exec.QueryRun;
import io.meridian.promql.syntax.SourceRange;

/**
 * What functions of classic and native histograms have to remark. The metric is named where names
 * are still there, which is with delayed name removal alone.
 */
final class HistogramFindings {
  private static final String NAN_IN_QUANTILE =
      "input to histogram_quantile has NaN observations, ";

  private final QueryRun run;
  private final SourceRange position;

  /**
   * Remarks for one function.
   *
   * @param position where the histograms' expression stands
   */
  HistogramFindings(QueryRun run, SourceRange position) {
    this.run = run;
    this.position = position;
  }

  void badBound(Labels series, String bound) {
    StringBuilder text =
        new StringBuilder("bucket label \"le\" is missing or has a malformed value of ");
    LabelText.appendQuoted(text, bound);
    run.annotations().warning(named(text.toString(), series), position);
  }

  void mixedKinds(Labels series) {
    run.annotations()
        .warning(named("vector contains a mix of classic and native histograms", series), position);
  }

  void forced(Labels series, ClassicBuckets buckets, long time) {
    String text =
        "input to histogram_quantile needed to be fixed for monotonicity (see"
            + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";
    run.annotations()
        .add(
            new Annotation(Annotation.Level.INFO, named(text, series), position),
            new ForcedCounts(
                buckets.lowestForced(),
                buckets.highestForced(),
                buckets.largestDrop(),
                1,
                time,
                time));
  }

  void ofNative(Labels series, NativeBuckets.Finding finding) {
    String text =
        switch (finding) {
          case NONE -> "";
          case QUANTILE_IS_NAN -> NAN_IN_QUANTILE + "result is NaN";
          case QUANTILE_IS_SKEWED -> NAN_IN_QUANTILE + "result is skewed higher";
          case NAN_IS_EXCLUDED ->
              "input to histogram_fraction has NaN observations, which are excluded from all"
                  + " fractions";
        };
    run.annotations().info(named(text, series), position);
  }

  private String named(String text, Labels series) {
    String name =
        run.options().delayedNameRemoval() ? series.get(Labels.METRIC_NAME).orElse("") : "";
    if (name.isEmpty()) {
      return text;
    }
    StringBuilder named = new StringBuilder(text).append(" for metric name ");
    LabelText.appendQuoted(named, name);
    return named.toString();
  }
}
