package io.meridian.bench;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.layer.BucketLayer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Notes when each read of a range began and ended. */
final class TimedBucket extends BucketLayer {
  private final Bucket below;
  private final List<Read> reads = new ArrayList<>(); // guarded by itself

  private record Read(long begin, long end, int bytes) {}

  TimedBucket(Bucket below) {
    super(below);
    this.below = below;
  }

  /** Forgets what was read. */
  void reset() {
    synchronized (reads) {
      reads.clear();
    }
  }

  int count() {
    synchronized (reads) {
      return reads.size();
    }
  }

  long bytes() {
    synchronized (reads) {
      return reads.stream().mapToLong(Read::bytes).sum();
    }
  }

  /** The longest chain of reads of which each began when the one before it had ended. */
  int dependent() {
    List<Read> sorted;
    synchronized (reads) {
      sorted = reads.stream().sorted(Comparator.comparingLong(Read::begin)).toList();
    }
    int longest = 0;
    int[] depths = new int[sorted.size()];
    for (int i = 0; i < depths.length; i++) {
      int depth = 0;
      for (int j = 0; j < i; j++) {
        if (sorted.get(j).end() <= sorted.get(i).begin()) {
          depth = Math.max(depth, depths[j]);
        }
      }
      depths[i] = depth + 1;
      longest = Math.max(longest, depths[i]);
    }
    return longest;
  }

  @Override
  public byte[] getRange(String object, long offset, int length) {
    long begin = System.nanoTime();
    byte[] bytes = below.getRange(object, offset, length);
    synchronized (reads) {
      reads.add(new Read(begin, System.nanoTime(), length));
    }
    return bytes;
  }
}
