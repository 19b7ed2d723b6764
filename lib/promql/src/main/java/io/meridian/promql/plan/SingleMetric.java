package io.meridian.promql.plan;

import io.meridian.model.Labels;
import io.meridian.model.MatchType;
import io.meridian.model.Matcher;
import java.util.List;

/** Whether matchers let only series of one metric through. */
public final class SingleMetric {
  private SingleMetric() {}

  /** Whether they do: then dropping the name leaves all series different. */
  public static boolean is(List<Matcher> matchers) {
    return matchers.stream()
        .anyMatch(matcher ->
            matcher.type() == MatchType.EQUAL && matcher.name().equals(Labels.METRIC_NAME));
  }
}
