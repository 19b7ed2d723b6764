package io.meridian.tsdb.store;

import io.meridian.model.LabelAnswer;
import io.meridian.model.LabelTexts;
import io.meridian.model.Outcome;
import io.meridian.model.SourceWarning;
import java.util.ArrayList;
import java.util.List;

/** Joins what two sources say of label names or values. */
final class JoinedLabels {
  private JoinedLabels() {}

  /** Both lists as one, each text once, in their order; at most {@code limit} unless that is 0. */
  static LabelAnswer join(LabelAnswer one, LabelAnswer other, int limit) {
    LabelTexts ones = one.values();
    LabelTexts others = other.values();
    LabelTexts.Builder joined = new LabelTexts.Builder();
    int a = 0;
    int b = 0;
    while (a < ones.size() || b < others.size()) {
      int order = compare(ones, a, others, b);
      if (order <= 0) {
        joined.add(ones, a);
      } else {
        joined.add(others, b);
      }
      a += order <= 0 ? 1 : 0;
      b += order >= 0 ? 1 : 0;
    }
    boolean cut = limit > 0 && joined.size() > limit;
    if (cut) {
      joined.cut(limit);
    }
    return new LabelAnswer(
        joined.build(),
        cut || one.truncated() || other.truncated(),
        join(one.outcome(), other.outcome()));
  }

  /** Lists that are at their end come last. */
  private static int compare(LabelTexts one, int a, LabelTexts other, int b) {
    if (a == one.size()) {
      return 1;
    }
    if (b == other.size()) {
      return -1;
    }
    return one.compare(a, other, b);
  }

  /** What is known of an answer that two others were joined to. */
  static Outcome join(Outcome one, Outcome other) {
    List<SourceWarning> warnings = new ArrayList<>(one.warnings());
    warnings.addAll(other.warnings());
    return new Outcome(
        warnings,
        one.complete() && other.complete(),
        Math.min(one.stableUntil(), other.stableUntil()));
  }
}
