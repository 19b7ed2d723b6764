package io.meridian.model;

import java.util.List;

/**
 * What an answer says of itself. Nothing may be cached without it.
 *
 * @param warnings what is missing or doubtful, and why
 * @param complete whether every source that could hold matching data has answered
 * @param stableUntil the answer for instants up to this one will not change any more, Unix
 *     milliseconds
 */
public record Outcome(List<SourceWarning> warnings, boolean complete, long stableUntil) {
  /** A complete answer that will never change. */
  public static final Outcome FINAL = new Outcome(List.of(), true, Long.MAX_VALUE);

  public Outcome {
    warnings = List.copyOf(warnings);
  }
}
