package io.meridian.bucket.layer;

/**
 * Where a {@link CachedBucket} keeps pages of objects: each from its begin to where somebody has
 * read it so far. Which of them stay is theirs to say. Safe for use by many threads.
 */
public sealed interface Pages extends AutoCloseable permits HeapPages, DiskPages {
  /**
   * Which page.
   *
   * @param epoch of the object, which nobody asks for any more once it is forgotten
   * @param number of the page within the object, from 0
   */
  record Key(String object, int epoch, long number) {}

  /** Bytes of a whole page. */
  int pageSize();

  /** Whether something of a page is here. */
  boolean has(Key key);

  /**
   * Copies a part of a page, as far as it is here.
   *
   * @return how many bytes that was
   */
  int copy(Key key, int from, byte[] into, int at, int count);

  /** Keeps a page's first bytes, unless more of them are here. */
  void keep(Key key, byte[] bytes, int from, int to);

  /** About how many bytes are held. */
  long heldBytes();

  @Override
  void close();
}
