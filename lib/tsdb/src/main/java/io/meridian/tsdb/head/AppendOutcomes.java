package io.meridian.tsdb.head;

import java.util.Arrays;

/**
 * What became of each sample of a batch, in the batch's order; and the memory that appending needs.
 * Reused; for one thread.
 */
public final class AppendOutcomes {
  private SampleOutcome[] outcomes = new SampleOutcome[0];
  private int size;
  private int successes;
  private int unordered;
  private int duplicates;
  private int exemplars;
  private final BatchScratch scratch = new BatchScratch();

  public AppendOutcomes() {}

  void reset(int samples) {
    if (outcomes.length < samples) {
      outcomes = new SampleOutcome[Math.max(samples, 2 * outcomes.length)];
      Arrays.fill(outcomes, SampleOutcome.STORED);
    }
    size = samples;
    successes = 0;
    unordered = 0;
    duplicates = 0;
    exemplars = 0;
  }

  void set(int sample, SampleOutcome outcome) {
    outcomes[sample] = outcome;
    successes += outcome.isSuccess() ? 1 : 0;
    unordered += outcome.isStored() && outcome != SampleOutcome.STORED ? 1 : 0;
    duplicates += outcome == SampleOutcome.DUPLICATE ? 1 : 0;
  }

  /** Whether samples of the batch are stored otherwise than in order. */
  boolean hasUnordered() {
    return unordered > 0;
  }

  BatchScratch scratch() {
    return scratch;
  }

  /** The head's number of a series of the batch; negative if it has none. */
  public int series(int index) {
    return scratch.ids[index];
  }

  /** How many samples there are. */
  public int size() {
    return size;
  }

  /** How many samples are in the head. */
  public int successes() {
    return successes;
  }

  /** How many samples were in the head before. */
  public int duplicates() {
    return duplicates;
  }

  /** How many exemplars are in the head. */
  public int exemplars() {
    return exemplars;
  }

  void setExemplars(int kept) {
    exemplars = kept;
  }

  public SampleOutcome outcome(int sample) {
    return outcomes[sample];
  }
}
