package io.meridian.cli.query;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.api.ApiTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a server is to evaluate a query: now, at an instant, or at several. */
final class AskedTimes {
  private static final long HOUR = 3_600_000;

  /** How many instants there are if no step was named, about. */
  private static final int INSTANTS = 120;

  @Option(
      names = "--time",
      paramLabel = "<time>",
      description = "The instant: Unix seconds, or as in 2026-01-05T00:00:00Z; now if not named.")
  private @Nullable String time;

  @Option(names = "--start", paramLabel = "<time>", description = "The first of several instants.")
  private @Nullable String start;

  @Option(
      names = "--end",
      paramLabel = "<time>",
      description = "No instant is later; now if not named.")
  private @Nullable String end;

  @Option(
      names = "--since",
      paramLabel = "<duration>",
      description = "How long before the end the first of several instants is, as in 6h.")
  private @Nullable String since;

  @Option(
      names = "--step",
      paramLabel = "<duration>",
      description = "How far apart instants are: seconds, or as in 5m.")
  private @Nullable String step;

  /**
   * Puts the request's fields.
   *
   * @param needsRange whether without any times the last hour is asked for
   * @param now Unix milliseconds
   * @return whether there are several instants
   */
  boolean put(Map<String, String> fields, boolean needsRange, long now) {
    boolean isRange = start != null || end != null || since != null || step != null;
    if (time != null && isRange) {
      throw new InvalidRequestException(
          "name either --time, or --start or --since with --end and --step");
    }
    if (!isRange && (time != null || !needsRange)) {
      long instant = time == null ? now : ApiTime.instant("--time", time);
      fields.put("time", seconds(instant));
      return false;
    }
    if (start != null && since != null) {
      throw new InvalidRequestException("name either --start or --since");
    }
    putRange(fields, now);
    return true;
  }

  private void putRange(Map<String, String> fields, long now) {
    long to = end == null ? now : ApiTime.instant("--end", end);
    long length = since == null ? HOUR : ApiTime.duration("--since", since);
    long from = start == null ? to - length : ApiTime.instant("--start", start);
    if (from > to) {
      throw new InvalidRequestException("--start: expected a time before --end");
    }
    long every =
        step == null
            ? Math.max(1, (to - from) / INSTANTS / 1000) * 1000
            : ApiTime.duration("--step", step);
    if (every <= 0) {
      throw new InvalidRequestException("--step: expected a duration above 0, as in 15 or 5m");
    }
    QueryTimes times = ApiTime.range(from, to, every);
    fields.put("start", seconds(times.start()));
    fields.put("end", seconds(times.end()));
    fields.put("step", seconds(times.step()));
  }

  /** Unix seconds with the milliseconds behind the point. */
  private static String seconds(long millis) {
    return "%d.%03d".formatted(Math.floorDiv(millis, 1000), Math.floorMod(millis, 1000L));
  }
}
