package io.meridian.tsdb.chunk;

import io.meridian.model.StaleMarker;

/**
 * Numbers of float histograms: each one is a column of doubles of its own, buckets as absolute
 * counts.
 *
 * <pre>
 *   first := count:f64 zeroCount:f64 sum:f64 positive:f64* negative:f64*
 *   next  := count:xor zeroCount:xor sum:xor ( positive:xor* negative:xor* )?      no buckets where sum is stale
 * </pre>
 *
 * A stale marker is written with count and zero count 0.
 */
final class FloatNumbers implements HistogramNumbers {
  private final XorColumns columns = new XorColumns();
  private int end;

  @Override
  public int leastBucketBits() {
    return 64;
  }

  @Override
  public void readFirst(BitReader in, int positive, int negative) {
    end = BUCKETS + positive + negative;
    columns.resetForReading(end);
    for (int i = 0; i < end; i++) {
      columns.first(i, in.bits(64));
    }
  }

  @Override
  public boolean readNext(BitReader in) {
    columns.read(in, COUNT);
    columns.read(in, ZERO_COUNT);
    if (columns.read(in, SUM) == StaleMarker.BITS) {
      return true;
    }
    for (int i = BUCKETS; i < end; i++) {
      columns.read(in, i);
    }
    return false;
  }

  @Override
  public long[] last() {
    return columns.lasts();
  }

  @Override
  public void writeFirst(BitWriter out, long[] words, int at, int positive, int negative) {
    end = BUCKETS + positive + negative;
    columns.resetForWriting(end);
    for (int i = 0; i < end; i++) {
      columns.first(i, words[at + i]);
      out.bits(words[at + i], 64);
    }
  }

  @Override
  public void writeNext(BitWriter out, long[] words, int at) {
    for (int i = 0; i < end; i++) {
      columns.write(out, i, words[at + i]);
    }
  }

  @Override
  public void writeStale(BitWriter out) {
    columns.write(out, COUNT, 0);
    columns.write(out, ZERO_COUNT, 0);
    columns.write(out, SUM, StaleMarker.BITS);
  }
}
