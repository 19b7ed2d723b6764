package io.meridian.tsdb.chunk;

import io.meridian.model.StaleMarker;
import java.util.Arrays;

/**
 * Numbers of integer histograms. Buckets are written as differences to the bucket before them on
 * their side, b(0), b(1) − b(0), …, and every integer from the second sample on as the change of
 * its change.
 *
 * <pre>
 *   first := count:vbu zeroCount:vbu sum:f64 positive:vbi* negative:vbi*
 *   next  := count:vbi zeroCount:vbi sum:xor ( positive:vbi* negative:vbi* )?      no buckets where sum is stale
 * </pre>
 *
 * Before the second sample all changes are 0, so that it carries plain differences. Sums and
 * differences wrap.
 */
final class IntNumbers implements HistogramNumbers {
  private static final int SUM_COLUMN = 0;

  private final XorColumns sum = new XorColumns();
  private long[] words = new long[BUCKETS];

  /**
   * Changes of count and zero count; from {@link #BUCKETS} on those of the buckets' differences.
   */
  private long[] changes = new long[BUCKETS];

  private int positiveEnd;
  private int end;

  @Override
  public int leastBucketBits() {
    return 1;
  }

  private void reset(int positive, int negative) {
    positiveEnd = BUCKETS + positive;
    end = positiveEnd + negative;
    if (words.length < end) {
      int capacity = Math.max(end, words.length * 2);
      words = new long[capacity];
      changes = new long[capacity];
    }
    Arrays.fill(changes, 0, end, 0);
  }

  @Override
  public void readFirst(BitReader in, int positive, int negative) {
    reset(positive, negative);
    words[COUNT] = in.vbu();
    words[ZERO_COUNT] = in.vbu();
    words[SUM] = in.bits(64);
    sum.resetForReading(1);
    sum.first(SUM_COLUMN, words[SUM]);
    readFirstSide(in, BUCKETS, positiveEnd);
    readFirstSide(in, positiveEnd, end);
  }

  private void readFirstSide(BitReader in, int from, int to) {
    long bucket = 0;
    for (int i = from; i < to; i++) {
      bucket += in.vbi();
      words[i] = bucket;
    }
  }

  @Override
  public boolean readNext(BitReader in) {
    changes[COUNT] += in.vbi();
    words[COUNT] += changes[COUNT];
    changes[ZERO_COUNT] += in.vbi();
    words[ZERO_COUNT] += changes[ZERO_COUNT];
    words[SUM] = sum.read(in, SUM_COLUMN);
    if (words[SUM] == StaleMarker.BITS) {
      return true;
    }
    readNextSide(in, BUCKETS, positiveEnd);
    readNextSide(in, positiveEnd, end);
    return false;
  }

  /**
   * A bucket grows by what the bucket before it grew and the change of the difference between the
   * two.
   */
  private void readNextSide(BitReader in, int from, int to) {
    long growth = 0;
    for (int i = from; i < to; i++) {
      changes[i] += in.vbi();
      growth += changes[i];
      words[i] += growth;
    }
  }

  @Override
  public long[] last() {
    return words;
  }

  @Override
  public void writeFirst(BitWriter out, long[] from, int at, int positive, int negative) {
    reset(positive, negative);
    System.arraycopy(from, at, words, 0, end);
    out.vbu(words[COUNT]);
    out.vbu(words[ZERO_COUNT]);
    out.bits(words[SUM], 64);
    sum.resetForWriting(1);
    sum.first(SUM_COLUMN, words[SUM]);
    writeFirstSide(out, BUCKETS, positiveEnd);
    writeFirstSide(out, positiveEnd, end);
  }

  private void writeFirstSide(BitWriter out, int from, int to) {
    long before = 0;
    for (int i = from; i < to; i++) {
      out.vbi(words[i] - before);
      before = words[i];
    }
  }

  @Override
  public void writeNext(BitWriter out, long[] from, int at) {
    writeTotal(out, COUNT, from[at + COUNT]);
    writeTotal(out, ZERO_COUNT, from[at + ZERO_COUNT]);
    writeSum(out, from[at + SUM]);
    writeNextSide(out, from, at, BUCKETS, positiveEnd);
    writeNextSide(out, from, at, positiveEnd, end);
  }

  private void writeTotal(BitWriter out, int total, long value) {
    long change = value - words[total];
    out.vbi(change - changes[total]);
    changes[total] = change;
    words[total] = value;
  }

  private void writeSum(BitWriter out, long value) {
    sum.write(out, SUM_COLUMN, value);
    words[SUM] = value;
  }

  private void writeNextSide(BitWriter out, long[] source, int at, int from, int to) {
    long growthBefore = 0;
    for (int i = from; i < to; i++) {
      long growth = source[at + i] - words[i];
      long change = growth - growthBefore;
      out.vbi(change - changes[i]);
      changes[i] = change;
      words[i] = source[at + i];
      growthBefore = growth;
    }
  }

  @Override
  public void writeStale(BitWriter out) {
    out.vbi(0);
    out.vbi(0);
    writeSum(out, StaleMarker.BITS);
  }
}
