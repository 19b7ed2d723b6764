package io.meridian.storeapi.serve;

/**
 * What one call may use at most; 0 for no limit.
 *
 * @param series how many series of blocks, a series of two blocks counted twice
 * @param samples how many samples, of which every chunk is taken to have {@value #SAMPLES_A_CHUNK}
 * @param bytes how many bytes of blocks are read, also from caches
 */
public record CallLimits(long series, long samples, long bytes) {
  /** What a chunk is taken for before it is decoded. */
  public static final int SAMPLES_A_CHUNK = 120;

  /** No limits. */
  public static final CallLimits NONE = new CallLimits(0, 0, 0);

  public CallLimits {
    if (series < 0 || samples < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "limits are 0 or more, not %d series, %d samples, %d bytes"
              .formatted(series, samples, bytes));
    }
  }
}
