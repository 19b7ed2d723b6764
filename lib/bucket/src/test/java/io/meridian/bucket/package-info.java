/** Tests of object storage; {@link io.meridian.bucket.BucketContract} holds every bucket. */
@NullMarked
package io.meridian.bucket;

import org.jspecify.annotations.NullMarked;
