package io.meridian.bucket;

import org.jspecify.annotations.Nullable;

/** The store does not answer, is overloaded, or broke off; later it may work. */
public final class BucketUnavailableException extends BucketException {
  private static final long serialVersionUID = 1L;

  private final boolean throttled;

  /** The store failed or cannot be reached. */
  public BucketUnavailableException(Place place, String finding, @Nullable Throwable cause) {
    this(place, finding, false, cause);
  }

  /**
   * The store failed, cannot be reached or asks to slow down.
   *
   * @param throttled whether it asks for fewer requests
   */
  public BucketUnavailableException(
      Place place, String finding, boolean throttled, @Nullable Throwable cause) {
    super(
        place,
        finding,
        throttled ? "send fewer requests, or try again later" : "try again later",
        cause);
    this.throttled = throttled;
  }

  /** Whether the store asks for fewer requests. */
  public boolean throttled() {
    return throttled;
  }

  @Override
  public boolean retryable() {
    return true;
  }
}
