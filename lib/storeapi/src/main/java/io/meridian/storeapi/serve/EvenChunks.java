package io.meridian.storeapi.serve;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.tsdb.block.ChunkBytes;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * What was found out about the distances of samples in chunks, so that a chunk that is read again
 * need not be decoded for that.
 *
 * <p>An entry is one word: 44 bits of a hash of the chunk's bytes and times, and 20 bits of the
 * distance in milliseconds. Its place follows from series and time, so that a series' chunks stand
 * one behind the other, where a processor finds them at the cost of one. Four entries share a
 * place; where all are taken, hashes decide which one goes. Words are read and written whole, so
 * that threads need no lock. The words are made when the first entry is, and stay.
 */
public final class EvenChunks {
  /** What {@link #distance} gives for a chunk that is not known. */
  static final long UNKNOWN = -1;

  private static final int SHARING = 4;

  /** Half an hour, about: a chunk of 120 samples takes as long or longer. */
  private static final int PLACE_BITS = 21;

  private static final int DISTANCE_BITS = 20;
  private static final long DISTANCES = (1L << DISTANCE_BITS) - 1;
  private static final int PART_OF_HEAP = 32;
  private static final int FEWEST = 1 << 10;
  private static final int MOST = 1 << 21;

  private final int size;
  private volatile @Nullable AtomicLongArray words;

  /**
   * Nothing known yet.
   *
   * @param size how many entries there may be at most, a power of two and at least four
   */
  EvenChunks(int size) {
    if (size < SHARING || Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException(size + " is no power of two from " + SHARING + " on");
    }
    this.size = size;
  }

  /** Takes a thirty-second of this process' heap at most, and no more than 16 MiB. */
  static EvenChunks ofHeap() {
    long entries = Runtime.getRuntime().maxMemory() / PART_OF_HEAP / Long.BYTES;
    return new EvenChunks(Integer.highestOneBit(Math.clamp(entries, FEWEST, MOST)));
  }

  /**
   * A chunk's key.
   *
   * @param minTime its first instant, as its index has it
   * @param maxTime its last instant
   */
  static long key(ChunkBytes chunk, long minTime, long maxTime) {
    long seed = 31 * (31 * minTime + maxTime) + chunk.encoding().code();
    return XxHash64JavaHasher.hash(chunk.data(), chunk.from(), chunk.length(), seed);
  }

  /**
   * Where a chunk's entry stands.
   *
   * @param series a hash of the series' labels
   */
  int place(long series, long minTime) {
    return ((int) (series + (minTime >> PLACE_BITS)) * SHARING) & (size - 1);
  }

  /**
   * The shortest distance between two samples of a chunk whose others are hardly longer.
   *
   * @return in milliseconds, 0 for a chunk that misses something, {@link #UNKNOWN} for others
   */
  long distance(int place, long key) {
    AtomicLongArray known = words;
    if (known == null) {
      return UNKNOWN;
    }
    for (int at = place; at < place + SHARING; at++) {
      long word = known.getOpaque(at);
      if (((word ^ key) & ~DISTANCES) == 0 && word != 0) {
        return word & DISTANCES;
      }
    }
    return UNKNOWN;
  }

  /** Remembers a distance; one of more than a quarter of an hour is not. */
  void put(int place, long key, long distance) {
    if (distance > DISTANCES) {
      return;
    }
    AtomicLongArray known = words();
    int at = place;
    while (at < place + SHARING && known.getOpaque(at) != 0) {
      at++;
    }
    if (at == place + SHARING) {
      at = place + ((int) key & (SHARING - 1));
    }
    known.setOpaque(at, (key & ~DISTANCES) | distance);
  }

  private AtomicLongArray words() {
    AtomicLongArray known = words;
    if (known != null) {
      return known;
    }
    synchronized (this) {
      known = words;
      if (known == null) {
        known = new AtomicLongArray(size);
        words = known;
      }
      return known;
    }
  }
}
