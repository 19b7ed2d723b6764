package io.meridian.promql.function;

import io.meridian.model.ShortestDecimal;
import io.meridian.promql.exec.Annotations.Tally;
import java.time.Instant;

/**
 * Where counts of classic buckets had to be raised so that they ascend.
 *
 * @param lowest the lowest bound of such a bucket
 * @param highest the highest one
 * @param drop the most by which a count was raised
 * @param samples how many histograms it were
 * @param first when the first one was, Unix milliseconds
 * @param last when the last one was
 */
record ForcedCounts(double lowest, double highest, double drop, long samples, long first, long last)
    implements Tally {
  @Override
  public Tally with(Tally later) {
    ForcedCounts other = (ForcedCounts) later;
    return new ForcedCounts(
        Math.min(lowest, other.lowest),
        Math.max(highest, other.highest),
        Math.max(drop, other.drop),
        samples + other.samples,
        Math.min(first, other.first),
        Math.max(last, other.last));
  }

  @Override
  public String text() {
    return ", from buckets %s to %s, with a max diff of %s, over %d samples from %s to %s"
        .formatted(
            ShortestDecimal.of(lowest),
            ShortestDecimal.of(highest),
            ShortNumber.withTwoDigits(drop),
            samples,
            Instant.ofEpochSecond(first / 1000),
            Instant.ofEpochSecond(last / 1000));
  }
}
