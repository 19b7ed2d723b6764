package io.meridian.promql.exec.binary;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelCursor;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.promql.exec.NameDrop;
import io.meridian.promql.syntax.VectorMatching;
import io.meridian.promql.syntax.VectorMatching.Cardinality;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The labels of what two matched series give: those of the series on the side that may have many in
 * a group, without the name if that goes, cut to what was matched if neither side may have many,
 * and with the labels that are to come from the other side.
 */
final class ResultLabels {
  private final boolean dropsName;
  private final boolean oneToOne;
  private final boolean on;
  private final LabelNames compared;
  private final LabelNames group;
  private final LabelNames include;
  private final LabelBytes kept = new LabelBytes();
  private final LabelBytes base = new LabelBytes();
  private final LabelBytes added = new LabelBytes();
  private final LabelBytes result = new LabelBytes();
  private final LabelCursor left = new LabelCursor();
  private final LabelCursor right = new LabelCursor();

  /**
   * How labels are made.
   *
   * @param dropsName whether the name goes at once
   */
  ResultLabels(VectorMatching matching, boolean dropsName) {
    this.dropsName = dropsName;
    oneToOne = matching.cardinality() == Cardinality.ONE_TO_ONE;
    on = matching.on();
    compared = LabelNames.of(matching.labels());
    include = LabelNames.of(matching.include());
    List<String> ignored = new ArrayList<>(matching.labels());
    if (!on) {
      ignored.add(Labels.METRIC_NAME);
    }
    group = LabelNames.of(ignored);
  }

  /** Whether labels depend on the series of the other side. */
  boolean includesAny() {
    return !include.isEmpty();
  }

  /** The labels of a series that identify its group, as errors and filled-in series show them. */
  Labels group(byte[] packed, int from, int to) {
    LabelBytes labels = new LabelBytes();
    group.select(on, packed, from, to, labels);
    return labels.labels(0);
  }

  /** Makes the labels of a pair; they stand in the result until the next call. */
  LabelBytes of(byte[] many, int manyFrom, int manyTo, byte[] one, int oneFrom, int oneTo) {
    kept.clear();
    if (dropsName) {
      NameDrop.add(many, manyFrom, manyTo, kept);
    } else {
      kept.add(many, manyFrom, manyTo);
    }
    if (!oneToOne && include.isEmpty()) {
      return kept;
    }
    base.clear();
    if (oneToOne) {
      compared.select(on, kept.bytes(), 0, kept.length(), base);
      return base;
    }
    include.select(false, kept.bytes(), 0, kept.length(), base);
    added.clear();
    include.select(true, one, oneFrom, oneTo, added);
    return merged();
  }

  /** Both sets, which have no name in common. */
  private LabelBytes merged() {
    result.clear();
    int at = 0;
    int addedAt = 0;
    for (right.reset(added.bytes(), 0, added.length()); right.next(); ) {
      int from = at;
      left.reset(base.bytes(), from, base.length());
      while (left.next() && isBefore(left, right)) {
        at = left.valueTo();
      }
      result.add(base.bytes(), from, at).add(added.bytes(), addedAt, right.valueTo());
      addedAt = right.valueTo();
    }
    return result.add(base.bytes(), at, base.length());
  }

  private static boolean isBefore(LabelCursor a, LabelCursor b) {
    return Arrays.compareUnsigned(
            a.bytes(), a.nameFrom(), a.nameTo(), b.bytes(), b.nameFrom(), b.nameTo())
        < 0;
  }
}
