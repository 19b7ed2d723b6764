package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.CorruptObjectException;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/**
 * Keeps ranges of objects that do not change, as much as there are {@link Pages} for.
 *
 * <p>An object is kept in pages, each from its begin to where somebody has read it so far; a read
 * begins at a page's begin, and asks the store once for everything from the first byte that is
 * missing. Where the caller says that more may be read along, whole pages around it are, as far as
 * none of them is here.
 *
 * <p>Objects of names that the caller does not vouch for are not kept. What goes through this
 * bucket is seen at once; what others write is not, so it is for names that are written once.
 */
public final class CachedBucket extends RememberingLayer {
  private final Bucket below;
  private final Predicate<String> immutable;
  private final Pages pages;
  private final int page;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * A cache over a bucket.
   *
   * @param pages which belong to it from now on
   * @param immutable which names are never written twice
   */
  public CachedBucket(Bucket below, Pages pages, Predicate<String> immutable) {
    super(below);
    this.below = below;
    this.immutable = immutable;
    this.pages = pages;
    page = pages.pageSize();
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
    return pages.heldBytes();
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    return getRange(object, offset, length, offset, offset + length);
  }

  @Override
  public byte[] getRange(String object, long offset, int length, long from, long to) {
    if (length <= 0 || offset < 0 || offset > Long.MAX_VALUE - length || !immutable.test(object)) {
      return below.getRange(object, offset, length, from, to);
    }
    int epoch = epoch(object);
    if (!pages.has(new Pages.Key(object, epoch, offset / page))) {
      misses.add(length);
      return read(object, epoch, offset, length, from, to);
    }
    byte[] into = new byte[length];
    int filled = fill(object, epoch, offset, into);
    hits.add(filled);
    if (filled < length) {
      misses.add(length - filled);
      long missing = offset + filled;
      byte[] rest = read(object, epoch, missing, length - filled, from, to);
      System.arraycopy(rest, 0, into, filled, rest.length);
    }
    return into;
  }

  /** Copies what is kept, up to the first byte that is not; returns how much that was. */
  private int fill(String object, int epoch, long offset, byte[] into) {
    int filled = 0;
    while (filled < into.length) {
      long at = offset + filled;
      int from = (int) (at % page);
      int wanted = Math.min(page - from, into.length - filled);
      int count = pages.copy(new Pages.Key(object, epoch, at / page), from, into, filled, wanted);
      filled += count;
      if (count < wanted) {
        break;
      }
    }
    return filled;
  }

  /** Reads and keeps a range whose first byte is not here. */
  private byte[] read(String object, int epoch, long offset, int length, long from, long to) {
    long start = offset / page * page;
    while (start - page >= from && !has(object, epoch, start - page)) {
      start -= page;
    }
    long end = offset + length;
    while (end < to && (end % page != 0 || !has(object, epoch, end))) {
      end = Math.min(to, (end / page + 1) * page);
    }
    if (end - start > Integer.MAX_VALUE - page) {
      return below.getRange(object, offset, length);
    }
    byte[] bytes;
    try {
      bytes = below.getRange(object, start, (int) (end - start));
    } catch (CorruptObjectException e) {
      // Said of the range that was asked for, if it is wrong with that, too.
      return below.getRange(object, offset, length);
    }
    for (int at = 0; at < bytes.length; at += page) {
      Pages.Key key = new Pages.Key(object, epoch, (start + at) / page);
      pages.keep(key, bytes, at, Math.min(bytes.length, at + page));
    }
    int lead = (int) (offset - start);
    return lead == 0 && length == bytes.length
        ? bytes
        : Arrays.copyOfRange(bytes, lead, lead + length);
  }

  private boolean has(String object, int epoch, long offset) {
    return pages.has(new Pages.Key(object, epoch, offset / page));
  }

  @Override
  public void close() {
    try {
      super.close();
    } finally {
      pages.close();
    }
  }
}
