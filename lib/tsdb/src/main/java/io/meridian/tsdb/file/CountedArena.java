package io.meridian.tsdb.file;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory that is freed when its last holder lets go. Closing a shared arena stops all threads for a
 * moment, therefore the files of one block share one, and a block that is dropped while it is being
 * read stays until its readers are done.
 *
 * <p>Who makes one holds it once; {@link #retain} holds it once more; each holding ends with one
 * {@link #close}.
 */
public final class CountedArena implements AutoCloseable {
  private static final AtomicInteger OPEN = new AtomicInteger();

  private final Arena arena = Arena.ofShared();
  private final AtomicInteger holders = new AtomicInteger(1);

  /** An arena held once. */
  public CountedArena() {
    OPEN.incrementAndGet();
  }

  /** How many arenas of this process have a holder: what a test of leaks looks at. */
  public static int open() {
    return OPEN.get();
  }

  /**
   * Holds the arena once more.
   *
   * @throws IllegalStateException if the last holder has let go
   */
  public CountedArena retain() {
    if (!tryRetain()) {
      throw new IllegalStateException("the memory was freed by its last holder");
    }
    return this;
  }

  /** Holds the arena once more, unless the last holder has let go. */
  boolean tryRetain() {
    return holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  Arena arena() {
    return arena;
  }

  /**
   * Ends one holding.
   *
   * @throws IllegalStateException if all were ended before
   */
  @Override
  public void close() {
    int before = holders.getAndUpdate(n -> n == 0 ? 0 : n - 1);
    if (before == 0) {
      throw new IllegalStateException("the memory was freed by its last holder");
    }
    if (before == 1) {
      OPEN.decrementAndGet();
      arena.close();
    }
  }
}
