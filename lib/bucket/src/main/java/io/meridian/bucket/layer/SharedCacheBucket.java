package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.CorruptObjectException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of objects that do not change, shared with other processes through {@link SharedPages}.
 *
 * <p>An object is shared in pages of {@value #PAGE} bytes, each from its begin to where somebody
 * has read it. A read asks for all pages that it touches at once, and the store below for one range
 * that has those that are not here. Pages are named after bucket, object, number and how often the
 * object was forgotten here, so that what proved damaged is not asked for again.
 */
public final class SharedCacheBucket extends RememberingLayer {
  private static final int PAGE = 1 << 16;
  private static final int LONGEST_NAME = 200;

  private final Bucket below;
  private final SharedPages pages;
  private final Predicate<String> immutable;
  private final String space;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /**
   * A layer over a bucket.
   *
   * @param pages which belong to it from now on
   * @param immutable which names are never written twice
   */
  public SharedCacheBucket(Bucket below, SharedPages pages, Predicate<String> immutable) {
    super(below);
    this.below = below;
    this.pages = pages;
    this.immutable = immutable;
    space = "meridian/1/" + HexFormat.of().toHexDigits(below.name().hashCode()) + "/";
  }

  /** Bytes that were asked for and that others had read. */
  public long hitBytes() {
    return hits.sum();
  }

  /** Bytes that were asked for and had to be read. */
  public long missedBytes() {
    return misses.sum();
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    boolean isPage = length > 0 && offset >= 0 && offset <= Long.MAX_VALUE - length - PAGE;
    if (!isPage || length > Integer.MAX_VALUE - 2 * PAGE || !immutable.test(object)) {
      return below.getRange(object, offset, length);
    }
    String prefix = space + object + "/" + epoch(object) + "/";
    if (!isPlain(prefix)) {
      return below.getRange(object, offset, length);
    }
    return new Read(object, prefix, offset, length).bytes();
  }

  /** Whether caches of all kinds take names with this prefix, a number behind it. */
  private static boolean isPlain(String prefix) {
    return prefix.length() < LONGEST_NAME - 20
        && prefix.chars().allMatch(each -> each > ' ' && each < 0x7f);
  }

  /** One read of a range. */
  private final class Read {
    private final String object;
    private final String prefix;
    private final long offset;
    private final long end;
    private final byte[] into;

    Read(String object, String prefix, long offset, int length) {
      this.object = object;
      this.prefix = prefix;
      this.offset = offset;
      end = offset + length;
      into = new byte[length];
    }

    byte[] bytes() {
      long first = offset / PAGE;
      List<String> names = new ArrayList<>();
      for (long page = first; page * PAGE < end; page++) {
        names.add(prefix + page);
      }
      Map<String, byte[]> here = pages.get(names);
      int missingFrom = -1;
      int missingTo = -1;
      for (int each = 0; each < names.size(); each++) {
        if (!take(first + each, here.get(names.get(each)))) {
          missingFrom = missingFrom < 0 ? each : missingFrom;
          missingTo = each + 1;
        }
      }
      if (missingFrom < 0) {
        hits.add(into.length);
        return into;
      }
      try {
        readMissing(names, first, missingFrom, missingTo);
        return into;
      } catch (CorruptObjectException e) {
        // Said of the range that was asked for, if it is wrong with that, too.
        return below.getRange(object, offset, into.length);
      }
    }

    /** Copies what the range has of a page; whether all of that was there. */
    private boolean take(long page, byte @Nullable [] kept) {
      long start = page * PAGE;
      long from = Math.max(start, offset);
      long to = Math.min(start + PAGE, end);
      if (kept == null || kept.length < to - start) {
        return false;
      }
      System.arraycopy(kept, (int) (from - start), into, (int) (from - offset), (int) (to - from));
      return true;
    }

    private void readMissing(List<String> names, long first, int missingFrom, int missingTo) {
      long start = (first + missingFrom) * PAGE;
      int length = (int) (Math.min(end, (first + missingTo) * PAGE) - start);
      byte[] read = below.getRange(object, start, length);
      int lead = (int) Math.max(0, offset - start);
      System.arraycopy(read, lead, into, (int) Math.max(0, start - offset), read.length - lead);
      misses.add(read.length - lead);
      hits.add(into.length - (read.length - lead));
      for (int each = missingFrom; each < missingTo; each++) {
        int at = (each - missingFrom) * PAGE;
        pages.put(names.get(each), Arrays.copyOfRange(read, at, Math.min(read.length, at + PAGE)));
      }
    }
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
