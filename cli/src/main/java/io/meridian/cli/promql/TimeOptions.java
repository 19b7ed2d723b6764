package io.meridian.cli.promql;

import io.meridian.model.InvalidRequestException;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.service.api.ApiTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** When a query is evaluated: at an instant, or at several. */
final class TimeOptions {
  @Option(
      names = "--time",
      paramLabel = "<time>",
      description = "The instant: Unix seconds, or as in 2026-01-05T00:00:00Z.")
  private @Nullable String time;

  @Option(names = "--start", paramLabel = "<time>", description = "The first of several instants.")
  private @Nullable String start;

  @Option(names = "--end", paramLabel = "<time>", description = "No instant is later.")
  private @Nullable String end;

  @Option(
      names = "--step",
      paramLabel = "<duration>",
      description = "How far apart they are: seconds, or as in 5m.")
  private @Nullable String step;

  /**
   * When.
   *
   * @param otherwise the instant if none was named, Unix milliseconds
   */
  QueryTimes times(long otherwise) {
    if (start == null && end == null && step == null) {
      return QueryTimes.instant(time == null ? otherwise : ApiTime.instant("--time", time));
    }
    if (time != null || start == null || end == null || step == null) {
      throw new InvalidRequestException("name either --time, or all of --start, --end and --step");
    }
    return ApiTime.range(start, end, step);
  }
}
