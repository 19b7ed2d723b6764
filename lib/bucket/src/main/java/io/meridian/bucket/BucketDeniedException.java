package io.meridian.bucket;

import org.jspecify.annotations.Nullable;

/** The credentials are wrong or do not allow the operation. */
public final class BucketDeniedException extends BucketException {
  private static final long serialVersionUID = 1L;

  public BucketDeniedException(Place place, String finding, @Nullable Throwable cause) {
    super(place, finding, "check the credentials and what they allow on this bucket", cause);
  }
}
