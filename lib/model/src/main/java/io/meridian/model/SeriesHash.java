package io.meridian.model;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;

/**
 * Tells label sets apart by 128 bits, for those who do not have the labels: two sums, each over the
 * xxHash64 of every label as it is packed, with a seed of its own. So labels can be added to a set
 * and taken off it without the others being at hand, in any order.
 *
 * <p>Among a billion series two have the same hash with a probability below 10<sup>−20</sup>. That
 * does not hold for labels that somebody made up for it, who finds his own series taken for one.
 * Part of the wire's format: whoever changes it must announce another version.
 *
 * <p>For one thread.
 */
public final class SeriesHash {
  private static final long HIGH_SEED = 0x9e37_79b9_7f4a_7c15L;
  private static final long LOW_SEED = 0xc2b2_ae3d_27d4_eb4fL;

  private long high;
  private long low;

  /** Begins with a hash; 0 and 0 is that of no labels. */
  public SeriesHash set(long highBits, long lowBits) {
    high = highBits;
    low = lowBits;
    return this;
  }

  /** Adds the labels of a packed set, none of which was there. */
  public SeriesHash add(byte[] packed, int from, int to) {
    for (int at = from; at < to; ) {
      int end = PackedLabels.skipString(packed, PackedLabels.skipString(packed, at));
      high += XxHash64JavaHasher.hash(packed, at, end - at, HIGH_SEED);
      low += XxHash64JavaHasher.hash(packed, at, end - at, LOW_SEED);
      at = end;
    }
    return this;
  }

  /** Takes the labels of a packed set off, all of which were there. */
  public SeriesHash remove(byte[] packed, int from, int to) {
    for (int at = from; at < to; ) {
      int end = PackedLabels.skipString(packed, PackedLabels.skipString(packed, at));
      high -= XxHash64JavaHasher.hash(packed, at, end - at, HIGH_SEED);
      low -= XxHash64JavaHasher.hash(packed, at, end - at, LOW_SEED);
      at = end;
    }
    return this;
  }

  /** The first 64 bits. */
  public long high() {
    return high;
  }

  /** The last 64 bits. */
  public long low() {
    return low;
  }
}
