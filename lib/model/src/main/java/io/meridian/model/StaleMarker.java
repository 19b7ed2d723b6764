package io.meridian.model;

/** The one NaN that says "this series has ended here", told apart from other NaNs by its bits. */
public final class StaleMarker {
  /** The marker's IEEE 754 bits. */
  public static final long BITS = 0x7ff0000000000002L;

  /** The marker as a value; arithmetic and comparison lose its bits, copying keeps them. */
  public static final double VALUE = Double.longBitsToDouble(BITS);

  private StaleMarker() {}

  public static boolean isStale(double value) {
    return Double.doubleToRawLongBits(value) == BITS;
  }
}
