package io.meridian.tsdb.head;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of time that the head has full chunks of. Safe for use by many threads; {@link
 * #snapshot} keeps the chunks of a range readable after it was dropped.
 */
final class Ranges {
  private final long length;
  private volatile FullChunks[] ranges = {};
  private int lastNumber;

  /** Ranges of a length in milliseconds, aligned to it. */
  Ranges(long length) {
    this.length = length;
  }

  /** Where the range of an instant begins. */
  long begin(long time) {
    return Math.floorDiv(time, length) * length;
  }

  /** Where the range of an instant ends, excluded. */
  long end(long time) {
    long end = begin(time) + length;
    return end < time ? Long.MAX_VALUE : end;
  }

  /** The range of an instant, made if there is none. */
  FullChunks of(long time) {
    long begin = begin(time);
    for (FullChunks range : ranges) {
      if (range.minTime() == begin) {
        return range;
      }
    }
    return add(begin);
  }

  private synchronized FullChunks add(long begin) {
    for (FullChunks range : ranges) {
      if (range.minTime() == begin) {
        return range;
      }
    }
    FullChunks[] more = Arrays.copyOf(ranges, ranges.length + 1);
    lastNumber = (lastNumber & 0x7fff) + 1;
    more[ranges.length] = new FullChunks(lastNumber, begin);
    ranges = more;
    return more[more.length - 1];
  }

  /** The first range with chunks that begins before an instant. */
  Optional<FullChunks> oldest(long before) {
    return Arrays.stream(ranges)
        .filter(range -> range.minTime() < before)
        .min(Comparator.comparingLong(FullChunks::minTime));
  }

  /** Drops the range that begins at an instant. */
  synchronized void drop(long begin) {
    ranges =
        Arrays.stream(ranges).filter(range -> range.minTime() != begin).toArray(FullChunks[]::new);
  }

  FullChunks[] snapshot() {
    return ranges;
  }

  /** The range of a snapshot that has a place; null for none, or one that was dropped before. */
  static @Nullable FullChunks find(FullChunks[] snapshot, long place) {
    int number = FullChunks.number(place);
    for (FullChunks range : snapshot) {
      if (range.number() == number) {
        return range;
      }
    }
    return null;
  }
}
