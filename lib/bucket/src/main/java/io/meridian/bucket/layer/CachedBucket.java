package io.meridian.bucket.layer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.meridian.bucket.Bucket;
import io.meridian.bucket.CorruptObjectException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ranges of objects that do not change, as many bytes as it is given.
 *
 * <p>An object is kept in pages of {@value #PAGE} bytes, each from its begin to where somebody has
 * read it so far; a read begins at a page's begin, and asks the store once for everything from the
 * first byte that is missing. Objects of names that the caller does not vouch for are not kept.
 * What goes through this bucket is seen at once; what others write is not, so it is for names that
 * are written once.
 */
public final class CachedBucket extends RememberingLayer {
  private static final int PAGE = 1 << 14;

  /** What an entry costs beside its bytes: key, name's share, map. */
  private static final int ENTRY = 160;

  private final Bucket below;
  private final Predicate<String> immutable;
  private final Cache<Page, byte[]> pages;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  private record Page(String object, int epoch, long number) {}

  /**
   * A cache over a bucket.
   *
   * @param bytes what it may hold
   * @param immutable which names are never written twice
   */
  public CachedBucket(Bucket below, long bytes, Predicate<String> immutable) {
    super(below);
    this.below = below;
    this.immutable = immutable;
    this.pages =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Page, byte[]>weigher((page, kept) -> ENTRY + kept.length)
            .build();
  }

  /** Bytes that were asked for and were here. */
  public long hitBytes() {
    return hits.sum();
  }

  /** Bytes that were asked for and had to be read. */
  public long missedBytes() {
    return misses.sum();
  }

  /** About how many bytes are held. */
  public long heldBytes() {
    pages.cleanUp();
    return pages.policy().eviction().map(each -> each.weightedSize().orElse(0)).orElse(0L);
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    if (length <= 0 || offset < 0 || offset > Long.MAX_VALUE - length || !immutable.test(object)) {
      return below.getRange(object, offset, length);
    }
    int epoch = epoch(object);
    byte[] into = new byte[length];
    int filled = fill(object, epoch, offset, into);
    hits.add(filled);
    if (filled < length) {
      misses.add(length - filled);
      read(object, epoch, offset, filled, into);
    }
    return into;
  }

  /** Copies what is kept, up to the first byte that is not; returns how much that was. */
  private int fill(String object, int epoch, long offset, byte[] into) {
    int filled = 0;
    while (filled < into.length) {
      long at = offset + filled;
      byte @Nullable [] page = pages.getIfPresent(new Page(object, epoch, at / PAGE));
      int from = (int) (at % PAGE);
      if (page == null || page.length <= from) {
        break;
      }
      int count = Math.min(page.length - from, into.length - filled);
      System.arraycopy(page, from, into, filled, count);
      filled += count;
      if (filled < into.length && page.length < PAGE) {
        break;
      }
    }
    return filled;
  }

  private void read(String object, int epoch, long offset, int filled, byte[] into) {
    long start = (offset + filled) / PAGE * PAGE;
    int lead = (int) (offset + filled - start);
    int length = into.length - filled;
    if (length > Integer.MAX_VALUE - PAGE) {
      byte[] rest = below.getRange(object, offset + filled, length);
      System.arraycopy(rest, 0, into, filled, length);
      return;
    }
    byte[] bytes;
    try {
      bytes = below.getRange(object, start, lead + length);
    } catch (CorruptObjectException e) {
      // Said of the range that was asked for, if it is wrong with that, too.
      byte[] rest = below.getRange(object, offset, into.length);
      System.arraycopy(rest, 0, into, 0, into.length);
      return;
    }
    System.arraycopy(bytes, lead, into, filled, length);
    for (int at = 0; at < bytes.length; at += PAGE) {
      byte[] page = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + PAGE));
      pages
          .asMap()
          .merge(
              new Page(object, epoch, (start + at) / PAGE),
              page,
              (kept, read) -> kept.length >= read.length ? kept : read);
    }
  }
}
