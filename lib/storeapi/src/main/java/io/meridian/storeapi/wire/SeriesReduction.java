package io.meridian.storeapi.wire;

/** What servers of this project leave out of their answers for each other. */
public final class SeriesReduction {
  /**
   * The version that is announced and understood. Servers of another one are asked for whole
   * series.
   */
  public static final int VERSION = 2;

  private SeriesReduction() {}
}
