package io.meridian.tsdb.store;

import io.meridian.tsdb.head.SampleOutcome;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a request's samples.
 *
 * @param samples how many there were, floats and histograms
 * @param stored how many of them are in the store now, exact duplicates included
 * @param histograms how many of the stored ones are histograms
 * @param duplicates how many of the stored ones were there before
 * @param exemplars how many exemplars are in the store now
 * @param refusals how many samples were refused for which reason
 * @param refused the first one that was
 */
public record WriteReport(
    int samples,
    int stored,
    int histograms,
    int duplicates,
    int exemplars,
    Map<SampleOutcome, Integer> refusals,
    Optional<Refusal> refused) {
  public WriteReport {
    refusals = Map.copyOf(refusals);
  }

  /**
   * A sample that was not stored.
   *
   * @param series its labels as text
   * @param time Unix milliseconds
   * @param reason why
   */
  public record Refusal(String series, long time, SampleOutcome reason) {}
}
