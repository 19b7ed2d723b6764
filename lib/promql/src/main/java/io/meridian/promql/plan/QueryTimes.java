package io.meridian.promql.plan;

import io.meridian.model.InvalidRequestException;

/**
 * When a query is evaluated, Unix milliseconds.
 *
 * @param start the first instant
 * @param end no instant is later; what end() and {@code @ end()} mean, on the grid or not
 * @param step between instants, 0 for an instant query
 */
public record QueryTimes(long start, long end, long step) {
  public QueryTimes {
    if (step < 0 || (step == 0 && start != end)) {
      throw new InvalidRequestException("the step must be above 0, was " + step + " ms");
    }
    if (end < start) {
      throw new InvalidRequestException(
          "the end " + end + " must not be before the start " + start);
    }
  }

  public static QueryTimes instant(long time) {
    return new QueryTimes(time, time, 0);
  }

  public boolean isInstant() {
    return step == 0;
  }
}
