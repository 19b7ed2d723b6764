package io.meridian.tsdb.store;

import io.meridian.tsdb.head.SampleOutcome;
import java.util.Optional;

/**
 * What became of a request's samples.
 *
 * @param samples how many there were
 * @param stored how many of them are in the store now, exact duplicates included
 * @param refused the first one that is not
 */
public record WriteReport(int samples, int stored, Optional<Refusal> refused) {
  /**
   * A sample that was not stored.
   *
   * @param series its labels as text
   * @param time Unix milliseconds
   * @param reason why
   */
  public record Refusal(String series, long time, SampleOutcome reason) {}
}
