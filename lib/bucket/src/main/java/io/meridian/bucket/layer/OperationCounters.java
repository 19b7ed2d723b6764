package io.meridian.bucket.layer;

import io.meridian.bucket.BucketDeniedException;
import io.meridian.bucket.BucketException;
import io.meridian.bucket.BucketRejectedException;
import io.meridian.bucket.BucketUnavailableException;
import io.meridian.bucket.CorruptObjectException;
import io.meridian.bucket.ObjectNotFoundException;
import io.meridian.bucket.Operation;
import io.meridian.bucket.PreconditionFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts of one operation. */
final class OperationCounters {
  static final String NOT_FOUND = "not_found";
  static final String PRECONDITION = "precondition_failed";

  private static final long[] BOUNDS =
      OperationStats.BOUNDS.stream().mapToLong(Duration::toNanos).toArray();

  private final Operation operation;
  private final LongAdder calls = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder nanos = new LongAdder();
  private final LongAdder[] latencies = new LongAdder[BOUNDS.length + 1];
  private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();

  OperationCounters(Operation operation) {
    this.operation = operation;
    for (int i = 0; i < latencies.length; i++) {
      latencies[i] = new LongAdder();
    }
  }

  void begun() {
    calls.increment();
  }

  void ended(long took) {
    nanos.add(took);
    int bound = 0;
    while (bound < BOUNDS.length && took > BOUNDS[bound]) {
      bound++;
    }
    latencies[bound].increment();
  }

  void failed(BucketException failure) {
    failures.computeIfAbsent(kind(failure), _ -> new LongAdder()).increment();
  }

  void moved(long count) {
    bytes.add(count);
  }

  private static String kind(BucketException failure) {
    return switch (failure) {
      case ObjectNotFoundException _ -> NOT_FOUND;
      case PreconditionFailedException _ -> PRECONDITION;
      case BucketUnavailableException e -> e.throttled() ? "throttled" : "unavailable";
      case BucketDeniedException _ -> "denied";
      case BucketRejectedException _ -> "rejected";
      case CorruptObjectException _ -> "corrupt";
    };
  }

  OperationStats stats() {
    Map<String, Long> failed = new LinkedHashMap<>();
    failures.forEach((kind, count) -> failed.put(kind, count.sum()));
    List<Long> within = new ArrayList<>();
    long sum = 0;
    for (LongAdder each : latencies) {
      sum += each.sum();
      within.add(sum);
    }
    return new OperationStats(
        operation, calls.sum(), failed, bytes.sum(), Duration.ofNanos(nanos.sum()), within);
  }
}
