package io.meridian.tsdb.store;

import io.meridian.model.LabelAnswer;
import io.meridian.model.Outcome;
import io.meridian.model.SourceWarning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Joins what two sources say of label names or values. */
final class JoinedLabels {
  private JoinedLabels() {}

  /** Both lists as one, each text once, in their order; at most {@code limit} unless that is 0. */
  static LabelAnswer join(LabelAnswer one, LabelAnswer other, int limit) {
    List<String> joined = new ArrayList<>();
    int a = 0;
    int b = 0;
    while (a < one.values().size() || b < other.values().size()) {
      int order = compare(one.values(), a, other.values(), b);
      joined.add(order <= 0 ? one.values().get(a) : other.values().get(b));
      a += order <= 0 ? 1 : 0;
      b += order >= 0 ? 1 : 0;
    }
    boolean cut = limit > 0 && joined.size() > limit;
    return new LabelAnswer(
        cut ? joined.subList(0, limit) : joined,
        cut || one.truncated() || other.truncated(),
        join(one.outcome(), other.outcome()));
  }

  /** Lists that are at their end come last. */
  private static int compare(List<String> one, int a, List<String> other, int b) {
    if (a == one.size()) {
      return 1;
    }
    if (b == other.size()) {
      return -1;
    }
    return Arrays.compareUnsigned(
        one.get(a).getBytes(StandardCharsets.UTF_8), other.get(b).getBytes(StandardCharsets.UTF_8));
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
