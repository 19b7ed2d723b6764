package io.meridian.bucket.layer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Pages in a file on the local disk, which takes what memory has no room for; what of it is in
 * memory is the operating system's to say. Where pages stand is known in memory only: the file is
 * empty again after a start.
 *
 * <p>The file has slots of a page each. A slot is given to one page, written, and only then named
 * in the map; it becomes free when its page leaves the map. So who finds the same slot in the map
 * before and after its read has read the page that it wanted. Nothing is synced, and what a disk
 * damages is for readers to find out, who verify what they read.
 *
 * <p>A disk that does not take a page is left alone for a minute; reads go past it.
 */
public final class DiskPages implements Pages {
  private static final int PAGE = 1 << 16;
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** A page's place; each is one of its own, whatever it holds. */
  private static final class Slot {
    private final int number;
    private final int length;

    Slot(int number, int length) {
      this.number = number;
      this.length = length;
    }
  }

  private final PageFile file;
  private final InstantSource clock;
  private final Cache<Key, Slot> pages;
  private final Deque<Integer> free = new ArrayDeque<>(); // guarded by itself, as is the next
  private final int slots;
  private int nextSlot;
  private final LongAdder failures = new LongAdder();

  /** Until when nothing is written, in milliseconds. */
  private volatile long pausedUntil = Long.MIN_VALUE;

  /**
   * No pages yet.
   *
   * @param path of the file, which is written anew; its folder is made where it is missing
   * @param bytes what the file may have, at least a few pages
   * @throws java.io.UncheckedIOException if there can be no such file
   */
  public DiskPages(Path path, long bytes, InstantSource clock) {
    this.clock = clock;
    slots = Math.clamp(bytes / PAGE, 4, Integer.MAX_VALUE);
    file = PageFile.create(path);
    pages =
        Caffeine.newBuilder()
            .maximumSize(slots - slots / 4L)
            .executor(Runnable::run)
            .<Key, Slot>removalListener((_, slot, _) -> release(slot))
            .build();
  }

  @Override
  public int pageSize() {
    return PAGE;
  }

  @Override
  public boolean has(Key key) {
    return pages.policy().getIfPresentQuietly(key) != null;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public int copy(Key key, int from, byte[] into, int at, int count) {
    Slot slot = pages.getIfPresent(key);
    if (slot == null || slot.length <= from) {
      return 0;
    }
    int copied = Math.min(slot.length - from, count);
    try {
      file.read((long) slot.number * PAGE + from, into, at, copied);
    } catch (IOException e) {
      pages.invalidate(key);
      failed();
      return 0;
    }
    return pages.policy().getIfPresentQuietly(key) == slot ? copied : 0;
  }

  @Override
  @SuppressWarnings("ReferenceEquality")
  public void keep(Key key, byte[] bytes, int from, int to) {
    Slot known = pages.policy().getIfPresentQuietly(key);
    if ((known != null && known.length >= to - from) || clock.millis() < pausedUntil) {
      return;
    }
    int number = take();
    if (number < 0) {
      return;
    }
    Slot slot = new Slot(number, to - from);
    try {
      file.write((long) number * PAGE, bytes, from, to - from);
    } catch (IOException e) {
      release(slot);
      failed();
      return;
    }
    Slot kept =
        pages.asMap().merge(key, slot, (old, mine) -> old.length >= mine.length ? old : mine);
    if (kept != slot) {
      release(slot);
    }
  }

  private void failed() {
    failures.increment();
    pausedUntil = clock.millis() + PAUSE.toMillis();
  }

  /** A slot that no page has, or −1: more threads write than pages may leave at a time. */
  private int take() {
    synchronized (free) {
      Integer number = free.poll();
      return number != null ? number : nextSlot < slots ? nextSlot++ : -1;
    }
  }

  private void release(@Nullable Slot slot) {
    if (slot != null) {
      synchronized (free) {
        free.add(slot.number);
      }
    }
  }

  /** How often the disk did not take or give a page. */
  public long failures() {
    return failures.sum();
  }

  @Override
  public long heldBytes() {
    return pages.estimatedSize() * PAGE;
  }

  @Override
  public void close() {
    file.close();
  }
}
