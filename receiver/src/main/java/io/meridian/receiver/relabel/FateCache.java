package io.meridian.receiver.relabel;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * The fates of series that came before, by the bytes of their labels as they came: senders send the
 * same series again and again, and rules cost microseconds each. A series is known by two hashes of
 * its bytes, 128 bits, with seeds of this process that nobody outside knows.
 *
 * <p>Two generations: what is asked for moves to the younger one; when that is full, the elder one
 * is forgotten. Safe for use by many threads.
 */
final class FateCache {
  /** What an entry takes beside labels, bytes. */
  private static final int ENTRY = 100;

  private final long capacity;
  private final long seed;
  private volatile Generation young = new Generation();
  private volatile Generation old = new Generation();

  /** Finds the fate of the series whose label fields stand in an array. */
  interface Finding {
    Fate of(byte[] bytes, int from, int to);
  }

  private record Key(long first, long second) {}

  private static final class Generation {
    private final ConcurrentHashMap<Key, Fate> fates = new ConcurrentHashMap<>();
    private final LongAdder bytes = new LongAdder();
  }

  /**
   * A cache.
   *
   * @param capacity about how many bytes it may take
   */
  FateCache(long capacity, long seed) {
    this.capacity = capacity;
    this.seed = seed;
  }

  /** The fate of the series with these label bytes, found out if it is not known. */
  Fate get(byte[] bytes, int from, int to, Finding unknown) {
    Key key =
        new Key(
            XxHash64JavaHasher.hash(bytes, from, to - from, seed),
            XxHash64JavaHasher.hash(bytes, from, to - from, ~seed));
    Generation now = young;
    Fate known = now.fates.get(key);
    if (known != null) {
      return known;
    }
    Fate before = old.fates.get(key);
    Fate fate = before == null ? unknown.of(bytes, from, to) : before;
    add(now, key, fate);
    return fate;
  }

  private void add(Generation to, Key key, Fate fate) {
    if (to.fates.putIfAbsent(key, fate) == null) {
      to.bytes.add(fate instanceof Fate.Changed changed ? ENTRY + changed.labels().length : ENTRY);
      if (to.bytes.sum() > capacity / 2) {
        turn(to);
      }
    }
  }

  private synchronized void turn(Generation full) {
    if (young == full) {
      old = full;
      young = new Generation();
    }
  }

  /** How many series are known. */
  int size() {
    return young.fates.size() + old.fates.size();
  }
}
