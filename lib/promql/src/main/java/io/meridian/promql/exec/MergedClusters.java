package io.meridian.promql.exec;

import io.meridian.model.LabelHash;
import io.meridian.model.LabelText;
import io.meridian.model.PackedLabels;
import io.meridian.promql.syntax.Aggregation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Watches whether an aggregation folds series of several clusters into one group, as it happens
 * without anybody's intent when a query that was written for one Prometheus meets all of them.
 */
final class MergedClusters {
  private final Aggregation aggregation;
  private final String clusterLabel;
  private final byte[] label;
  private final Annotations annotations;

  /** For each group the hash of the first cluster that it met; 0 if none yet. */
  private long[] first = new long[16];

  private boolean told;

  MergedClusters(Aggregation aggregation, String clusterLabel, Annotations annotations) {
    this.aggregation = aggregation;
    this.clusterLabel = clusterLabel;
    this.annotations = annotations;
    label = clusterLabel.getBytes(StandardCharsets.UTF_8);
  }

  /** A series went to a group. */
  void arrive(int group, byte[] packed, int from, int to) {
    if (told) {
      return;
    }
    if (group >= first.length) {
      first = Arrays.copyOf(first, Math.max(group + 1, first.length * 2));
    }
    int at = PackedLabels.find(packed, from, to, label);
    if (at < 0) {
      return;
    }
    int length = PackedLabels.length(packed, at);
    int value = at + PackedLabels.lengthSize(length);
    long hash = LabelHash.of(packed, value, value + length) | 1;
    if (first[group] == 0) {
      first[group] = hash;
    } else if (first[group] != hash) {
      tell();
    }
  }

  private void tell() {
    told = true;
    String symbol = aggregation.operator().symbol();
    StringBuilder name = new StringBuilder();
    LabelText.appendName(name, clusterLabel);
    annotations.info(
        "%s merges series of different %s; add it to the grouping, or select one"
            .formatted(symbol, name),
        aggregation.position());
  }
}
