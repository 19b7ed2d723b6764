package io.meridian.tsdb.chunk;

/**
 * How the numbers of the histograms of a chunk follow from one sample to the next. Holds those of
 * the last sample as a {@link io.meridian.model.HistogramLane} does: count, zero count, sum, then
 * absolute bucket counts.
 */
sealed interface HistogramNumbers permits IntNumbers, FloatNumbers {
  int COUNT = 0;
  int ZERO_COUNT = 1;
  int SUM = 2;
  int BUCKETS = 3;

  /** How many bits a bucket of the first sample takes at least. */
  int leastBucketBits();

  /** Reads the first sample of a chunk, behind its time. */
  void readFirst(BitReader in, int positive, int negative);

  /** Reads a later sample, behind its time; returns whether it is a stale marker. */
  boolean readNext(BitReader in);

  /** The numbers of the last sample; of a stale marker only the sum means anything. */
  long[] last();

  /** Writes the first sample of a chunk from the words of a lane. */
  void writeFirst(BitWriter out, long[] words, int at, int positive, int negative);

  /** Writes a later sample from the words of a lane. */
  void writeNext(BitWriter out, long[] words, int at);

  /** Writes a later sample that is a stale marker. */
  void writeStale(BitWriter out);
}
