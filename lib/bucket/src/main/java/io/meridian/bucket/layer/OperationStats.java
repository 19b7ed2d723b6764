package io.meridian.bucket.layer;

import io.meridian.bucket.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What became of an operation so far.
 *
 * @param calls how many were begun
 * @param failures how many failed, by the kind of failure in words such as {@code unavailable}; an
 *     object that is not there and a condition that does not hold are answers, not failures, and
 *     are counted apart all the same
 * @param bytes of objects that were read or written
 * @param time of all calls together; of a streamed object to its first byte
 * @param withinBounds how many calls took no longer than each of {@link #BOUNDS}, and behind it all
 */
public record OperationStats(
    Operation operation,
    long calls,
    Map<String, Long> failures,
    long bytes,
    Duration time,
    List<Long> withinBounds) {
  /** Bounds of a histogram of latencies, ascending. */
  public static final List<Duration> BOUNDS =
      List.of(
          Duration.ofMillis(1),
          Duration.ofMillis(3),
          Duration.ofMillis(10),
          Duration.ofMillis(30),
          Duration.ofMillis(100),
          Duration.ofMillis(300),
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  public OperationStats {
    failures = Map.copyOf(failures);
    withinBounds = List.copyOf(withinBounds);
  }

  /** How many failed in a way that nobody expects. */
  public long unexpectedFailures() {
    return failures.entrySet().stream()
        .filter(each ->
            !each.getKey().equals(OperationCounters.NOT_FOUND)
                && !each.getKey().equals(OperationCounters.PRECONDITION))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }
}
