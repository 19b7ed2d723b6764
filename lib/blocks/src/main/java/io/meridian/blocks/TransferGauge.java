package io.meridian.blocks;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.layer.BucketLayer;

/**
 * How long a store takes to answer and how fast its bytes come, as seen lately; so it knows how
 * many bytes between two wanted ranges are rather read in vain than asked around. Safe for use by
 * many threads.
 */
public final class TransferGauge {
  /** Reads of no more bytes tell the latency, of more the bandwidth. */
  private static final int SMALL = 64 << 10;

  private static final double WEIGHT = 0.1;
  private static final long LEAST_GAP = 16 << 10;
  private static final long LARGEST_GAP = 1 << 20;

  private double latencyNanos = 30e6; // guarded by this, as is the bandwidth
  private double bytesPerNano = 0.05;

  /**
   * A bucket whose reads of ranges are taken notice of; nothing that it gives may be kept below.
   */
  public Bucket measured(Bucket below) {
    return new BucketLayer(below) {
      @Override
      public byte[] getRange(String object, long offset, int length) {
        long begin = System.nanoTime();
        byte[] bytes = below.getRange(object, offset, length);
        add(length, System.nanoTime() - begin);
        return bytes;
      }
    };
  }

  private synchronized void add(long bytes, long nanos) {
    if (bytes <= SMALL) {
      latencyNanos += WEIGHT * (nanos - latencyNanos);
    } else {
      double transfer = Math.max(nanos - latencyNanos, nanos / 16.0);
      bytesPerNano += WEIGHT * (bytes / Math.max(1, transfer) - bytesPerNano);
    }
  }

  /** What an answer takes beside its bytes. */
  public synchronized long latencyNanos() {
    return (long) latencyNanos;
  }

  /** The bytes that come while a request is on its way: latency × bandwidth, within reason. */
  public synchronized long gap() {
    return Math.clamp((long) (latencyNanos * bytesPerNano), LEAST_GAP, LARGEST_GAP);
  }
}
