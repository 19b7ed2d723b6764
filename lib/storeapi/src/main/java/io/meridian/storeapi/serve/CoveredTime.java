package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.LongArrayList;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Where one replica of a series misses nothing: runs of chunks without a stale marker and without
 * two samples more than one and a half times the shortest distance apart, as {@link
 * io.meridian.tsdb.merge.ReplicaDedup} has gaps. Half of that distance around a run no sample of
 * another replica is shown. Only floats are looked at. For one thread.
 */
final class CoveredTime {
  private static final int FEWEST = 2;

  private final EvenChunks known;
  private long series;
  private final ChunkDecoder decoder = new ChunkDecoder("a chunk");
  private final SampleBuffer samples = new SampleBuffer();

  /** First and last instant that each run covers, ascending. */
  private final LongArrayList froms = new LongArrayList();

  private final LongArrayList tos = new LongArrayList();

  /** The last sample of the last run, and the least distance in its last chunk; 0 for no run. */
  private long last;

  private long interval;

  CoveredTime(EvenChunks known) {
    this.known = known;
  }

  /**
   * Begins with another series.
   *
   * @param hash of its labels
   */
  void begin(long hash) {
    series = hash;
    froms.clear();
    tos.clear();
    interval = 0;
  }

  /**
   * Looks at the replica's next chunk, into it where it is not known.
   *
   * @param first its first instant, as its index has it
   * @param end its last instant
   * @throws io.meridian.model.CorruptDataException if it is damaged; the run ended before it
   */
  void add(ChunkBytes chunk, long first, long end) {
    long before = interval;
    interval = 0;
    if (chunk.encoding() != ChunkEncoding.XOR && chunk.encoding() != ChunkEncoding.XOR2) {
      return;
    }
    long key = EvenChunks.key(chunk, first, end);
    int place = known.place(series, first);
    long least = known.distance(place, key);
    if (least == EvenChunks.UNKNOWN) {
      least = lookInto(chunk);
      if (!isBetween(first, end)) {
        return;
      }
      known.put(place, key, least);
    }
    if (least > 0) {
      extend(before, least, first, end);
    }
  }

  /** The shortest distance between two samples of a chunk, 0 where it misses something. */
  private long lookInto(ChunkBytes chunk) {
    samples.clear();
    decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
    return hasNoMarker(samples.values(), samples.size())
        ? evenDistance(samples.times(), samples.size())
        : 0;
  }

  /** Whether the samples begin and end where the index says; else nothing is known of others. */
  private boolean isBetween(long first, long end) {
    int size = samples.size();
    return size > 0 && samples.time(0) == first && samples.time(size - 1) == end;
  }

  private void extend(long before, long least, long first, long end) {
    boolean goesOn = before > 0 && first > last && first - last <= longest(Math.min(before, least));
    if (!goesOn) {
      froms.add(first - least / 2);
      tos.add(end);
    }
    tos.set(tos.size() - 1, end + least / 2);
    last = end;
    interval = least;
  }

  /** The shortest distance between two samples, 0 where others are too long for it. */
  private static long evenDistance(long[] times, int size) {
    if (size < FEWEST) {
      return 0;
    }
    long least = Long.MAX_VALUE;
    long most = 0;
    for (int i = 1; i < size; i++) {
      long distance = times[i] - times[i - 1];
      least = Math.min(least, distance);
      most = Math.max(most, distance);
    }
    return least > 0 && most <= longest(least) ? least : 0;
  }

  private static long longest(long distance) {
    return distance + (distance >> 1);
  }

  private static boolean hasNoMarker(double[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (Double.doubleToRawLongBits(values[i]) == StaleMarker.BITS) {
        return false;
      }
    }
    return true;
  }

  /** Whether all of a span of time, both ends included, is covered; one that is none is. */
  boolean covers(long from, long to) {
    if (from > to) {
      return true;
    }
    int low = 0;
    int high = tos.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tos.get(middle) < to) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < froms.size() && froms.get(low) <= from;
  }
}
