package io.meridian.tsdb.head;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The ranges of time that the head has full chunks of. A {@link ReadView} goes on to see the ranges
 * that were dropped after it began; their memory and files are given up when the last such view
 * ends. Safe for use by many threads.
 */
final class Ranges {
  /** The number of who sees what was not dropped, and holds nothing. */
  static final long NOW = Long.MAX_VALUE - 1;

  private final long length;
  private final SpillFiles spill;

  /** Also those that were dropped and that a view still sees. */
  private volatile FullChunks[] ranges = {};

  private int lastNumber;
  private long lastView;
  private final TreeSet<Long> views = new TreeSet<>();

  /** Dropped at a view's number, in this order. */
  private final List<Dropped> dropped = new ArrayList<>();

  private record Dropped(FullChunks range, long firstBlindView) {}

  /** Ranges of a length in milliseconds, aligned to it. */
  Ranges(long length, SpillFiles spill) {
    this.length = length;
    this.spill = spill;
  }

  SpillFiles spill() {
    return spill;
  }

  /** How long a range is, milliseconds. */
  long length() {
    return length;
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
      if (range.minTime() == begin && range.isOpen()) {
        return range;
      }
    }
    return add(begin);
  }

  private synchronized FullChunks add(long begin) {
    for (FullChunks range : ranges) {
      if (range.minTime() == begin && range.isOpen()) {
        return range;
      }
    }
    FullChunks[] more = Arrays.copyOf(ranges, ranges.length + 1);
    lastNumber = (lastNumber & 0x7fff) + 1;
    more[ranges.length] = new FullChunks(lastNumber, begin, spill);
    ranges = more;
    return more[more.length - 1];
  }

  /** How many chunks there are in ranges that were not dropped. */
  long chunks() {
    return Arrays.stream(ranges)
        .filter(range -> range.isSeenBy(NOW))
        .mapToLong(FullChunks::count)
        .sum();
  }

  /** The first range with chunks that begins before an instant. */
  Optional<FullChunks> oldest(long before) {
    return Arrays.stream(ranges)
        .filter(range -> range.minTime() < before && range.isSeenBy(NOW))
        .min(Comparator.comparingLong(FullChunks::minTime));
  }

  /**
   * Hides the ranges all of whose samples lie before an instant from all views to come, and from
   * who sees what was not dropped; to be called while none of these reads. {@link #giveUp} frees
   * what they hold.
   */
  synchronized void dropBefore(long time) {
    for (FullChunks range : ranges) {
      if (range.isSeenBy(NOW) && range.lastTime() < time) {
        drop(range);
      }
    }
  }

  /** Hides one range, as {@link #dropBefore} does. */
  synchronized void drop(FullChunks range) {
    range.drop(lastView + 1);
    dropped.add(new Dropped(range, lastView + 1));
  }

  /** The range that takes no more chunks and was not dropped. */
  Optional<FullChunks> sealed() {
    return Arrays.stream(ranges)
        .filter(range -> !range.isOpen() && range.isSeenBy(NOW))
        .findFirst();
  }

  /** Begins a view of the ranges that are there now, to be closed; returns its number. */
  synchronized long openView() {
    views.add(++lastView);
    return lastView;
  }

  void closeView(long view) {
    synchronized (this) {
      views.remove(view);
    }
    giveUp();
  }

  /** Gives up what dropped ranges hold that no view sees any more. */
  void giveUp() {
    unseen().forEach(FullChunks::close);
  }

  private synchronized List<FullChunks> unseen() {
    long oldest = views.isEmpty() ? Long.MAX_VALUE : views.first();
    List<FullChunks> unseen =
        dropped.stream().filter(d -> d.firstBlindView() <= oldest).map(Dropped::range).toList();
    if (!unseen.isEmpty()) {
      dropped.removeIf(d -> d.firstBlindView() <= oldest);
      ranges = Arrays.stream(ranges).filter(r -> !unseen.contains(r)).toArray(FullChunks[]::new);
    }
    return unseen;
  }

  /** Gives up everything; nothing must be read any more. */
  synchronized void close() {
    for (FullChunks range : ranges) {
      range.close();
    }
    ranges = new FullChunks[0];
  }

  /** Whether somebody may still see the range that a place is in. */
  boolean isHeld(long place) {
    return find(place, Long.MIN_VALUE) != null;
  }

  /** The range that a place is in; null for none, or one that a view does not see. */
  @Nullable FullChunks find(long place, long view) {
    int number = FullChunks.number(place);
    for (FullChunks range : ranges) {
      if (range.number() == number) {
        return range.isSeenBy(view) ? range : null;
      }
    }
    return null;
  }
}
