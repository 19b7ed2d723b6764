package io.meridian.cluster.ring;

/** How many copies of a series must be kept before its writer is told so. */
public final class Quorum {
  private Quorum() {}

  /**
   * More than half; but one of two, so that a ring of two copies takes writes while an endpoint is
   * away, as Thanos' rings do.
   *
   * @param bothOfTwo whether two copies need both instead
   */
  public static int of(int copies, boolean bothOfTwo) {
    return copies == 2 && !bothOfTwo ? 1 : copies / 2 + 1;
  }
}
