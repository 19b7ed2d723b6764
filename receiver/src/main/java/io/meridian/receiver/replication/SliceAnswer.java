package io.meridian.receiver.replication;

import io.meridian.tsdb.head.SampleOutcome;
import io.meridian.tsdb.store.WriteReport;
import java.util.Map;
import java.util.Optional;

/** What became of a slice. */
sealed interface SliceAnswer {
  /** All of it is kept. */
  SliceAnswer STORED = new Kept(Map.of(), Optional.empty());

  /**
   * It is kept but for samples that were refused and would be refused again.
   *
   * @param refusals how many samples for which reason
   * @param first the first of them
   */
  record Kept(Map<SampleOutcome, Integer> refusals, Optional<WriteReport.Refusal> first)
      implements SliceAnswer {}

  /**
   * Nobody knows that it is kept. It may be all the same.
   *
   * @param why for errors
   * @param away whether its endpoint seems not to be there, rather than to have a fault
   */
  record Lost(String why, boolean away) implements SliceAnswer {}

  /**
   * The endpoint will not have it, now or later.
   *
   * @param why for errors
   */
  record Rejected(String why) implements SliceAnswer {}
}
