package io.meridian.blocks;

import io.meridian.model.TimeRange;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * Which blocks of a bucket are wanted.
 *
 * @param consistencyDelay blocks uploaded later than so long ago are left out, unless a compactor
 *     made them
 * @param deletionDelay for how long blocks that are marked for deletion are still read
 * @param range blocks with nothing in it are left out
 * @param wanted which blocks are wanted, by their labels or names
 * @param duplicates whether blocks stay whose sources are all in another one
 * @param checkIndexes whether the end of each new index is read and held against its checksum
 */
public record DiscoveryRules(
    Duration consistencyDelay,
    Duration deletionDelay,
    TimeRange range,
    Predicate<KnownBlock> wanted,
    boolean duplicates,
    boolean checkIndexes) {
  /** Everything that is whole; blocks marked for deletion are left out after 24 hours. */
  public static final DiscoveryRules ALL =
      new DiscoveryRules(Duration.ZERO, Duration.ofDays(1), TimeRange.ALL, _ -> true, false, true);

  /** The same with another consistency delay. */
  public DiscoveryRules withConsistencyDelay(Duration delay) {
    return new DiscoveryRules(delay, deletionDelay, range, wanted, duplicates, checkIndexes);
  }

  /** The same with another delay after which marked blocks are left out. */
  public DiscoveryRules withDeletionDelay(Duration delay) {
    return new DiscoveryRules(consistencyDelay, delay, range, wanted, duplicates, checkIndexes);
  }

  /** The same within a range of time. */
  public DiscoveryRules withRange(TimeRange within) {
    return new DiscoveryRules(
        consistencyDelay, deletionDelay, within, wanted, duplicates, checkIndexes);
  }

  /** The same for some blocks. */
  public DiscoveryRules withBlocks(Predicate<KnownBlock> some) {
    return new DiscoveryRules(
        consistencyDelay, deletionDelay, range, some, duplicates, checkIndexes);
  }

  /** The same with or without blocks whose sources are all in another one. */
  public DiscoveryRules withDuplicates(boolean stay) {
    return new DiscoveryRules(consistencyDelay, deletionDelay, range, wanted, stay, checkIndexes);
  }

  /** The same with or without a look at each new index. */
  public DiscoveryRules withIndexChecks(boolean check) {
    return new DiscoveryRules(consistencyDelay, deletionDelay, range, wanted, duplicates, check);
  }
}
