package io.meridian.promql.exec;

import io.meridian.model.Labels;
import io.meridian.model.PackedLabels;
import java.nio.charset.StandardCharsets;

/** The name of a metric in packed labels. */
final class MetricName {
  static final byte[] LABEL = Labels.METRIC_NAME.getBytes(StandardCharsets.UTF_8);

  private MetricName() {}

  /** The name as text, empty if there is none. */
  static String of(byte[] packed, int from, int to) {
    int at = PackedLabels.find(packed, from, to, LABEL);
    if (at < 0) {
      return "";
    }
    int length = PackedLabels.length(packed, at);
    return new String(packed, at + PackedLabels.lengthSize(length), length, StandardCharsets.UTF_8);
  }
}
