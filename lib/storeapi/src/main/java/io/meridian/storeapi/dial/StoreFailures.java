package io.meridian.storeapi.dial;

import io.grpc.Status;
import io.meridian.model.SourceWarning;
import io.meridian.model.TimeRange;
import io.meridian.model.UnavailableException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is missing from an answer, told as it is found out: a warning for each store and cause, or
 * the end of the query where nothing may be missing. Safe for use by many threads.
 */
final class StoreFailures {
  private static final int MOST = 100;

  private final boolean partial;
  private final TimeRange range;
  private final List<SourceWarning> warnings = new ArrayList<>();
  private boolean complete = true;

  /** Failures of a query over a range of time. */
  StoreFailures(boolean partial, TimeRange range) {
    this.partial = partial;
    this.range = range;
  }

  /**
   * Says that a store's series, or the rest of them, are missing.
   *
   * @throws UnavailableException if nothing may be missing
   */
  synchronized void failed(Endpoint store, String cause, Throwable error) {
    if (!partial) {
      throw new UnavailableException(refusal(store, cause), error);
    }
    complete = false;
    add(store, cause);
  }

  /**
   * Passes on what a store warned of.
   *
   * @throws UnavailableException if nothing may be missing
   */
  synchronized void warn(Endpoint store, String text) {
    if (!partial) {
      throw new UnavailableException(refusal(store, text));
    }
    add(store, text);
  }

  private void add(Endpoint store, String text) {
    SourceWarning warning =
        new SourceWarning(store.address(), store.info().clusters(), range, text);
    if (warnings.size() < MOST && !warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  private static String refusal(Endpoint store, String cause) {
    return "store %s (cluster %s): %s; the query may not go on without it"
        .formatted(store.address(), clusters(store), cause);
  }

  /** What a call ended with, for people. */
  static String text(Status status) {
    String description = status.getDescription();
    return status.getCode() + (description == null ? "" : ": " + description);
  }

  private static String clusters(Endpoint store) {
    String clusters = store.info().clusters();
    return clusters.isEmpty() ? "not known" : clusters;
  }

  synchronized List<SourceWarning> warnings() {
    return List.copyOf(warnings);
  }

  synchronized boolean isComplete() {
    return complete && warnings.isEmpty();
  }
}
