package io.meridian.promql.exec;

import io.meridian.promql.syntax.SyntaxOptions;
import java.time.Duration;
import java.util.Optional;

/**
 * What an engine does where installations differ.
 *
 * @param syntax which parts of the language are allowed
 * @param lookback how old the last sample of a series may be
 * @param subqueryStep the step of subqueries that name none
 * @param delayedNameRemoval whether names are dropped from the final result only
 * @param startTimestamps whether rate and its kin use start timestamps
 * @param typeAndUnitLabels whether the type is taken from the label {@code __type__}
 * @param threads how many threads a query may use, 1 for the caller's alone
 * @param traps whether infos are to say where a query is a trap, and what that takes; empty where
 *     answers are to be Prometheus' own
 */
public record EngineOptions(
    SyntaxOptions syntax,
    Duration lookback,
    Duration subqueryStep,
    boolean delayedNameRemoval,
    boolean startTimestamps,
    boolean typeAndUnitLabels,
    int threads,
    Optional<TrapOptions> traps) {
  /** As Prometheus is without feature flags, on one thread. */
  public static final EngineOptions DEFAULT =
      new EngineOptions(
          SyntaxOptions.STABLE,
          Duration.ofMinutes(5),
          Duration.ofMinutes(1),
          false,
          false,
          false,
          1,
          Optional.empty());

  public EngineOptions {
    if (lookback.isNegative() || lookback.isZero()) {
      throw new IllegalArgumentException("lookback must be above 0, was " + lookback);
    }
    if (subqueryStep.toMillis() < 1) {
      throw new IllegalArgumentException("subqueryStep must be at least 1 ms, was " + subqueryStep);
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, was " + threads);
    }
  }

  public EngineOptions withSyntax(SyntaxOptions options) {
    return new EngineOptions(
        options,
        lookback,
        subqueryStep,
        delayedNameRemoval,
        startTimestamps,
        typeAndUnitLabels,
        threads,
        traps);
  }

  public EngineOptions withLookback(Duration duration) {
    return new EngineOptions(
        syntax,
        duration,
        subqueryStep,
        delayedNameRemoval,
        startTimestamps,
        typeAndUnitLabels,
        threads,
        traps);
  }

  public EngineOptions withDelayedNameRemoval(boolean delayed) {
    return new EngineOptions(
        syntax,
        lookback,
        subqueryStep,
        delayed,
        startTimestamps,
        typeAndUnitLabels,
        threads,
        traps);
  }

  public EngineOptions withStartTimestamps(boolean used) {
    return new EngineOptions(
        syntax,
        lookback,
        subqueryStep,
        delayedNameRemoval,
        used,
        typeAndUnitLabels,
        threads,
        traps);
  }

  public EngineOptions withThreads(int number) {
    return new EngineOptions(
        syntax,
        lookback,
        subqueryStep,
        delayedNameRemoval,
        startTimestamps,
        typeAndUnitLabels,
        number,
        traps);
  }

  public EngineOptions withTraps(TrapOptions options) {
    return new EngineOptions(
        syntax,
        lookback,
        subqueryStep,
        delayedNameRemoval,
        startTimestamps,
        typeAndUnitLabels,
        threads,
        Optional.of(options));
  }
}
