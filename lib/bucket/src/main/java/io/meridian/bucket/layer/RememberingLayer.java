package io.meridian.bucket.layer;

import io.meridian.bucket.Bucket;
import io.meridian.bucket.Condition;
import io.meridian.bucket.Content;

/** A layer that may answer a read with what another read found; never across a write. */
abstract sealed class RememberingLayer extends BucketLayer
    permits CachedBucket, CoalescingBucket, SharedCacheBucket {
  private final Bucket below;
  private final WriteEpochs epochs = new WriteEpochs();

  RememberingLayer(Bucket below) {
    super(below);
    this.below = below;
  }

  /** Reads of an object may share an answer if they have the same. */
  final int epoch(String object) {
    return epochs.of(object);
  }

  @Override
  public final String put(String object, Content content, Condition condition) {
    try {
      return below.put(object, content, condition);
    } finally {
      epochs.next(object);
    }
  }

  @Override
  public final void delete(String object) {
    try {
      below.delete(object);
    } finally {
      epochs.next(object);
    }
  }

  @Override
  public final void forget(String object) {
    epochs.next(object);
    below.forget(object);
  }
}
