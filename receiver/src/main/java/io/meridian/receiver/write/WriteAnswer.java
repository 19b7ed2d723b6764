package io.meridian.receiver.write;

import io.meridian.service.http.Response;
import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.WriteReport;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Answers, in the words and headers that senders know. */
final class WriteAnswer {
  private static final int STORED = 204;
  private static final int INVALID = 400;
  private static final int QUOTA = 429;
  private static final String WRITTEN = "X-Prometheus-Remote-Write-%s-Written";

  private WriteAnswer() {}

  /**
   * The answer to a request that was taken, at least in part. A quota is told before what is
   * invalid, as samples that it keeps out may be sent again.
   */
  static Response of(WriteReport report) {
    Optional<WriteReport.Refusal> first = report.refused();
    Response answer =
        first.isEmpty()
            ? Response.empty(STORED)
            : Response.text(
                report.refusals().containsKey(SampleOutcome.TOO_MANY_SERIES) ? QUOTA : INVALID,
                refused(report, first.get()));
    return written(
        answer, report.stored() - report.histograms(), report.histograms(), report.exemplars());
  }

  /**
   * The answer to a request of which nothing was taken.
   *
   * @param retryAfter when to try again; zero if never
   */
  static Response refused(int status, String message, Duration retryAfter) {
    Response answer = written(Response.text(status, message), 0, 0, 0);
    return retryAfter.isZero()
        ? answer
        : answer.with(
            "Retry-After", Long.toString(Math.max(1, retryAfter.plusMillis(999).toSeconds())));
  }

  private static Response written(Response answer, int samples, int histograms, int exemplars) {
    return answer
        .with(WRITTEN.formatted("Samples"), Integer.toString(samples))
        .with(WRITTEN.formatted("Histograms"), Integer.toString(histograms))
        .with(WRITTEN.formatted("Exemplars"), Integer.toString(exemplars));
  }

  private static String refused(WriteReport report, WriteReport.Refusal first) {
    Map<SampleOutcome, Integer> sorted = new TreeMap<>(report.refusals());
    String counts =
        sorted.entrySet().stream()
            .map(each -> each.getValue() + " " + reason(each.getKey()))
            .collect(Collectors.joining(", "));
    return "%d of %d samples refused, the others are stored. The first: %s at %s: %s. All: %s."
        .formatted(
            report.samples() - report.stored(),
            report.samples(),
            first.series(),
            Instant.ofEpochMilli(first.time()),
            reason(first.reason()),
            counts);
  }

  private static String reason(SampleOutcome outcome) {
    return switch (outcome) {
      case STORED, STORED_OUT_OF_ORDER, STORED_LATE, DUPLICATE -> "stored";
      case OTHER_VALUE -> "has another value at this time";
      case TOO_OLD -> "too old";
      case TOO_FAR_AHEAD -> "too far in the future";
      case INVALID_HISTOGRAM -> "not a valid histogram";
      case INVALID_LABELS ->
          "with labels that are no label set (undecodable, not UTF-8, a name empty or twice)";
      case TOO_MANY_LABELS -> "of a new series with too many labels";
      case LABEL_TOO_LONG -> "of a new series with a label that is too long";
      case TOO_MANY_SERIES -> "of a new series, and the tenant has as many as it may have";
    };
  }
}
