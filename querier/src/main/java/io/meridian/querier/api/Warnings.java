package io.meridian.querier.api;

import io.meridian.model.Outcome;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.service.api.ApiTime;
import java.time.Instant;
import java.util.List;

/** What an answer lacks, in words: which store, which cluster, which time, why. */
final class Warnings {
  private Warnings() {}

  static List<String> texts(Outcome outcome) {
    return outcome.warnings().stream().map(Warnings::text).distinct().toList();
  }

  private static String text(SourceWarning warning) {
    String cluster = warning.cluster().isEmpty() ? "" : " (cluster " + warning.cluster() + ")";
    return "store %s%s: %s%s"
        .formatted(warning.source(), cluster, warning.cause(), range(warning.range()));
  }

  private static String range(TimeRange range) {
    boolean whole = range.min() <= ApiTime.FIRST || range.max() >= ApiTime.LAST;
    return whole
        ? ""
        : "; concerns %s to %s"
            .formatted(Instant.ofEpochMilli(range.min()), Instant.ofEpochMilli(range.max()));
  }
}
