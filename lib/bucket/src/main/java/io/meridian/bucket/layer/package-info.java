/**
 * What can be laid over a bucket; each layer is a bucket itself and keeps what {@link
 * io.meridian.bucket.Bucket} promises.
 *
 * <p>From the store upwards they stand in this order: {@link io.meridian.bucket.layer.FaultyBucket}
 * (tests and the demo), {@link io.meridian.bucket.layer.MeteredBucket} (what the store is asked),
 * {@link io.meridian.bucket.layer.HedgedBucket}, {@link
 * io.meridian.bucket.layer.SharedCacheBucket}, {@link io.meridian.bucket.layer.CoalescingBucket},
 * {@link io.meridian.bucket.layer.CachedBucket}, {@link io.meridian.bucket.layer.PrefixedBucket}.
 */
@NullMarked
package io.meridian.bucket.layer;

import org.jspecify.annotations.NullMarked;
