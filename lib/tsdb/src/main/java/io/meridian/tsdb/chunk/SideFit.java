package io.meridian.tsdb.chunk;

import io.meridian.model.BucketWalk;
import io.meridian.model.HistogramLane;
import io.meridian.model.Spans;
import java.util.Arrays;

/**
 * One side of {@link ChunkFit}: which buckets the chunk and the next histogram hold together, and
 * where the counts of either stand among them.
 */
final class SideFit {
  private final BucketWalk chunkWalk = new BucketWalk();
  private final BucketWalk nextWalk = new BucketWalk();
  private int[] chunkPlaces = {};
  private int[] nextPlaces = {};
  private int[] buckets = {};
  private int chunkSize;
  private int nextSize;
  private int size;

  static boolean anyLess(
      long[] last, int lastAt, HistogramLane lane, int laneAt, int buckets, boolean integer) {
    long[] words = lane.words();
    for (int i = 0; i < buckets; i++) {
      if (isLess(words[laneAt + i], last[lastAt + i], integer)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLess(long word, long than, boolean integer) {
    return integer ? word < than : Double.longBitsToDouble(word) < Double.longBitsToDouble(than);
  }

  /** Brings the buckets together; false if a bucket of a counter got smaller. */
  boolean meet(
      Spans chunk,
      long[] last,
      int lastAt,
      Spans next,
      long[] words,
      int at,
      boolean integer,
      boolean counter) {
    reset(chunk, next);
    boolean inChunk = chunkWalk.next();
    boolean inNext = nextWalk.next();
    while (inChunk || inNext) {
      boolean takeChunk = inChunk && (!inNext || chunkWalk.bucket() <= nextWalk.bucket());
      boolean takeNext = inNext && (!inChunk || nextWalk.bucket() <= chunkWalk.bucket());
      if (counter && takeChunk) {
        long before = last[lastAt + chunkWalk.position()];
        if (takeNext
            ? isLess(words[at + nextWalk.position()], before, integer)
            : !isZero(before, integer)) {
          return false;
        }
      }
      buckets[size] = takeChunk ? chunkWalk.bucket() : nextWalk.bucket();
      if (takeChunk) {
        chunkPlaces[chunkWalk.position()] = size;
        inChunk = chunkWalk.next();
      }
      if (takeNext) {
        nextPlaces[nextWalk.position()] = size;
        inNext = nextWalk.next();
      }
      size++;
    }
    return true;
  }

  private static boolean isZero(long word, boolean integer) {
    return integer ? word == 0 : Double.longBitsToDouble(word) == 0;
  }

  private void reset(Spans chunk, Spans next) {
    chunkSize = chunk.buckets();
    nextSize = next.buckets();
    size = 0;
    int most = Math.addExact(chunkSize, nextSize);
    if (buckets.length < most) {
      int capacity = Math.max(most, buckets.length * 2);
      buckets = Arrays.copyOf(buckets, capacity);
      chunkPlaces = Arrays.copyOf(chunkPlaces, capacity);
      nextPlaces = Arrays.copyOf(nextPlaces, capacity);
    }
    chunkWalk.forward(chunk);
    nextWalk.forward(next);
  }

  /** Whether the next histogram has buckets that the chunk lacks. */
  boolean isWidened() {
    return size > chunkSize;
  }

  /** Whether the chunk has buckets that the next histogram lacks. */
  boolean isFilled() {
    return size > nextSize;
  }

  /** The fewest spans that hold the buckets of both. */
  Spans union() {
    return Spans.around(buckets, size);
  }

  void spreadChunk(long[] words, int from, long[] to, int at) {
    spread(chunkPlaces, chunkSize, words, from, to, at);
  }

  void spreadNext(long[] words, int from, long[] to, int at) {
    spread(nextPlaces, nextSize, words, from, to, at);
  }

  private static void spread(int[] places, int n, long[] words, int from, long[] to, int at) {
    for (int i = 0; i < n; i++) {
      to[at + places[i]] = words[from + i];
    }
  }
}
