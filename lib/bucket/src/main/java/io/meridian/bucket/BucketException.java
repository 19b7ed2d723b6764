package io.meridian.bucket;

import org.jspecify.annotations.Nullable;

/**
 * A failed operation on a bucket. The type decides what to do; the message names operation, bucket,
 * object, what happened and the remedy.
 */
public abstract sealed class BucketException extends RuntimeException
    permits ObjectNotFoundException,
        PreconditionFailedException,
        BucketUnavailableException,
        BucketDeniedException,
        BucketRejectedException,
        CorruptObjectException {
  private static final long serialVersionUID = 1L;

  private final transient Place place;

  BucketException(Place place, String finding, String remedy, @Nullable Throwable cause) {
    super(place + ": " + finding + "; " + remedy, cause);
    this.place = place;
  }

  /** Where it happened. */
  public Place place() {
    return place;
  }

  /** Whether the same call may succeed if it is made again. */
  public boolean retryable() {
    return false;
  }
}
