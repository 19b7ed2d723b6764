package io.meridian.bucket;

import org.jspecify.annotations.Nullable;

/**
 * The store will not do this however often it is asked: a bad name, a bad setting, no such bucket.
 */
public final class BucketRejectedException extends BucketException {
  private static final long serialVersionUID = 1L;

  public BucketRejectedException(
      Place place, String finding, String remedy, @Nullable Throwable cause) {
    super(place, finding, remedy, cause);
  }
}
