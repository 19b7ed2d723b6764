package io.meridian.promql.exec.binary;

import io.meridian.promql.exec.Collected;
import io.meridian.promql.exec.Groups;
import io.meridian.promql.syntax.BinaryOperation;
import io.meridian.promql.syntax.Grouping;
import io.meridian.promql.syntax.VectorMatching;

/** Numbers the groups in which series of two vectors may match. */
final class Signatures {
  private Signatures() {}

  /** The groups of an operation between vectors. */
  static Groups groups(BinaryOperation operation) {
    VectorMatching matching = operation.matching().orElseThrow();
    return new Groups(new Grouping(!matching.on(), matching.labels()));
  }

  /** For each series of a vector its group. */
  static int[] of(Collected series, Groups groups) {
    int[] group = new int[series.size()];
    for (int i = 0; i < group.length; i++) {
      group[i] = groups.of(series.labelBytes(i), series.labelsFrom(i), series.labelsTo(i), false);
    }
    return group;
  }
}
