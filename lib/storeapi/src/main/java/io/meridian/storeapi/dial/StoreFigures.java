package io.meridian.storeapi.dial;

import java.time.Duration;
import java.util.Map;

/**
 * What one store's answers cost a query.
 *
 * @param address the store's
 * @param clusters the clusters that its data is of; empty if not known
 * @param calls how often it was asked for series
 * @param retries how many of these calls went to another server of the same data, since one failed
 *     or was slow
 * @param firstFrame from the begin of a call to its first message, the longest; what the store took
 *     to find out what there is
 * @param time from the begins of calls to their ends, all together; a query that reads slowly makes
 *     this longer
 * @param waited how long the query waited for messages
 * @param frames messages
 * @param bytes of messages
 * @param series as they came, parts of one that came apart counted apart
 * @param chunks as they came
 * @param faults what was wrong with the store's answers, and how often
 */
public record StoreFigures(
    String address,
    String clusters,
    long calls,
    long retries,
    Duration firstFrame,
    Duration time,
    Duration waited,
    long frames,
    long bytes,
    long series,
    long chunks,
    Map<StoreFault, Long> faults) {
  public StoreFigures {
    faults = Map.copyOf(faults);
  }
}
