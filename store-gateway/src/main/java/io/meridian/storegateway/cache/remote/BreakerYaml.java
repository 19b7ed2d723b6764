package io.meridian.storegateway.cache.remote;

import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import java.time.Duration;

/** The keys of {@code set_async_circuit_breaker_config}. */
@NotHonoured(
    key = "enabled",
    unless = "true",
    instead = "a server that fails is left alone for a while in any case")
record BreakerYaml(
    @Default("1") int halfOpenMaxRequests,
    @Default("5s") Duration openDuration,
    @Default("50") int minRequests,
    @Default("5") int consecutiveFailures,
    @Default("0.05") double failurePercent) {
  BreakerYaml {
    if (halfOpenMaxRequests < 1 || minRequests < 1 || consecutiveFailures < 1) {
      throw new IllegalArgumentException("numbers of requests have to be 1 at least");
    }
    if (!(failurePercent > 0 && failurePercent <= 1)) {
      throw new InvalidValueException(
          "failure_percent", "is " + failurePercent, "write a share above 0, 1 at most");
    }
  }

  Breaker.Rules rules() {
    return new Breaker.Rules(
        openDuration, consecutiveFailures, failurePercent, minRequests, halfOpenMaxRequests);
  }
}
