package io.meridian.bucket;

import java.io.IOException;

/** Errors of what is to be written. */
final class Contents {
  private Contents() {}

  /** The file or stream that was to be written failed. */
  static BucketRejectedException unreadable(Place place, IOException e) {
    return new BucketRejectedException(
        place, "what was to be written cannot be read: " + e, "check the source and repeat", e);
  }
}
