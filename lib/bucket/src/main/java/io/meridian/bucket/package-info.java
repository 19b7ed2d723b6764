/**
 * Object storage: bytes under names, in S3, in a folder or in memory. It knows nothing of what the
 * bytes mean and uses no other module of ours.
 *
 * <p>What enters: object names and bytes. What leaves: bytes, listings, and errors whose type
 * decides what to do and whose message names bucket, object, operation and remedy. Calls block;
 * they are made from virtual threads. Start reading at {@link io.meridian.bucket.Bucket}, then
 * {@link io.meridian.bucket.BucketException}.
 */
@NullMarked
package io.meridian.bucket;

import org.jspecify.annotations.NullMarked;
