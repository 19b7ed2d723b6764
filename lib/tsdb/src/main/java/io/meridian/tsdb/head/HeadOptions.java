package io.meridian.tsdb.head;

import io.meridian.tsdb.chunk.ChunkFormat;
import java.time.Duration;

/**
 * How a head works.
 *
 * @param range the length of its blocks; no chunk reaches across a multiple of it
 * @param ahead how far in the future a sample may be
 * @param late how old a sample may be whose range is in a block already; nothing to take none
 * @param maxSeries how many series it may have
 * @param labels what their labels may be
 * @param exemplars how many exemplars are kept, the last ones of all series together
 * @param blocks which encodings the chunks of blocks have; start timestamps stay out of those that
 *     every reader of blocks knows
 */
public record HeadOptions(
    Duration range,
    Duration ahead,
    Duration late,
    int maxSeries,
    LabelLimits labels,
    int exemplars,
    ChunkFormat blocks) {
  /**
   * Blocks of two hours, samples ten minutes ahead at most, a week behind, sixteen million series.
   */
  public static final HeadOptions DEFAULT =
      new HeadOptions(Duration.ofHours(2), Duration.ofMinutes(10), 1 << 24);

  /** Options whose blocks every reader of blocks knows. */
  public HeadOptions(
      Duration range,
      Duration ahead,
      Duration late,
      int maxSeries,
      LabelLimits labels,
      int exemplars) {
    this(range, ahead, late, maxSeries, labels, exemplars, ChunkFormat.COMPATIBLE);
  }

  /** Options that take samples a week late, any labels, and 10,000 exemplars. */
  public HeadOptions(Duration range, Duration ahead, int maxSeries) {
    this(range, ahead, Duration.ofDays(7), maxSeries, LabelLimits.NONE, 10_000);
  }

  public HeadOptions {
    if (range.toMillis() < 1
        || range.toMillis() > Integer.MAX_VALUE
        || ahead.isNegative()
        || late.isNegative()
        || exemplars < 0
        || maxSeries < 1) {
      throw new IllegalArgumentException(
          "a head needs a range of 1 ms to 24 days, a future, a past and one series at least, not %s, %s, %s, %d"
              .formatted(range, ahead, late, maxSeries));
    }
  }

  /** The same with other encodings in blocks. */
  public HeadOptions withBlocks(ChunkFormat format) {
    return new HeadOptions(range, ahead, late, maxSeries, labels, exemplars, format);
  }

  /** The limits of new series. */
  public SeriesLimits limits() {
    return new SeriesLimits(maxSeries, labels);
  }
}
