package io.meridian.bucket.layer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Pages in memory. */
public final class HeapPages implements Pages {
  private static final int PAGE = 1 << 14;

  /** What an entry costs beside its bytes: key, name's share, map. */
  private static final int ENTRY = 160;

  private final Cache<Key, byte[]> pages;

  /**
   * No pages yet.
   *
   * @param bytes what they may take
   */
  public HeapPages(long bytes) {
    pages =
        Caffeine.newBuilder()
            .maximumWeight(bytes)
            .<Key, byte[]>weigher((page, kept) -> ENTRY + kept.length)
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
  public int copy(Key key, int from, byte[] into, int at, int count) {
    byte @Nullable [] page = pages.getIfPresent(key);
    if (page == null || page.length <= from) {
      return 0;
    }
    int copied = Math.min(page.length - from, count);
    System.arraycopy(page, from, into, at, copied);
    return copied;
  }

  @Override
  public void keep(Key key, byte[] bytes, int from, int to) {
    byte[] page = Arrays.copyOfRange(bytes, from, to);
    pages.asMap().merge(key, page, (kept, read) -> kept.length >= read.length ? kept : read);
  }

  @Override
  public long heldBytes() {
    pages.cleanUp();
    return pages.policy().eviction().map(each -> each.weightedSize().orElse(0)).orElse(0L);
  }

  @Override
  public void close() {
    pages.invalidateAll();
  }
}
