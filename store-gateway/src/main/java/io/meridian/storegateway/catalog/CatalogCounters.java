package io.meridian.storegateway.catalog;

import java.util.concurrent.atomic.LongAdder;

/** What happened to the blocks of a gateway so far. */
public final class CatalogCounters {
  private final LongAdder rounds = new LongAdder();
  private final LongAdder failedRounds = new LongAdder();
  private final LongAdder opened = new LongAdder();
  private final LongAdder openFailures = new LongAdder();
  private final LongAdder damage = new LongAdder();
  private final LongAdder misses = new LongAdder();
  private final Runnable lookAgain;

  /**
   * Nothing yet.
   *
   * @param lookAgain run when a block is missed, so that the bucket is soon looked at
   */
  CatalogCounters(Runnable lookAgain) {
    this.lookAgain = lookAgain;
  }

  void round(boolean succeeded) {
    rounds.increment();
    if (!succeeded) {
      failedRounds.increment();
    }
  }

  void opened() {
    opened.increment();
  }

  void openFailed() {
    openFailures.increment();
  }

  void damaged() {
    damage.increment();
  }

  void missing() {
    misses.increment();
    lookAgain.run();
  }

  /** Looks at the bucket that were begun. */
  public long rounds() {
    return rounds.sum();
  }

  /** Looks at the bucket that failed. */
  public long failedRounds() {
    return failedRounds.sum();
  }

  /** Blocks that were opened. */
  public long blocksOpened() {
    return opened.sum();
  }

  /** Blocks that could not be opened. */
  public long openFailures() {
    return openFailures.sum();
  }

  /** Reads that found a block damaged. */
  public long damage() {
    return damage.sum();
  }

  /** Reads that found a block gone before a look at the bucket had. */
  public long misses() {
    return misses.sum();
  }
}
