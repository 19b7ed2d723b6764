package io.meridian.promql.exec;

import io.meridian.model.LabelText;
import io.meridian.promql.syntax.SourceRange;

/** What an aggregation has to remark on the histograms that it meets. */
final class HistogramRemarks {
  private final Annotations annotations;
  private final String aggregation;
  private final SourceRange position;
  private volatile boolean ignoredToldOnce;

  HistogramRemarks(Annotations annotations, String aggregation, SourceRange position) {
    this.annotations = annotations;
    this.aggregation = aggregation;
    this.position = position;
  }

  void ignored() {
    if (!ignoredToldOnce) {
      ignoredToldOnce = true;
      annotations.info("ignored histogram in " + aggregation + " aggregation", position);
    }
  }

  void mixedWithFloats() {
    annotations.warning("encountered a mix of histograms and floats for aggregation", position);
  }

  void mixedSchemas(String metric) {
    StringBuilder text =
        new StringBuilder(
            "vector contains a mix of histograms with exponential and custom buckets schemas for"
                + " metric name ");
    LabelText.appendQuoted(text, metric);
    annotations.warning(text.toString(), position);
  }

  void resetsCollided() {
    annotations.warning("conflicting counter resets during histogram aggregation", position);
  }

  void boundsReconciled() {
    annotations.info("mismatched custom buckets were reconciled during aggregation", position);
  }
}
