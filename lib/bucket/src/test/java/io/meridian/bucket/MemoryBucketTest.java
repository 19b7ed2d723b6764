package io.meridian.bucket;

import java.time.InstantSource;

final class MemoryBucketTest extends BucketContract {
  @Override
  protected Bucket open() {
    return new MemoryBucket("test", InstantSource.system());
  }
}
