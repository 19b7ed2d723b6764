/**
 * What a gateway keeps in memory of what it has read: configuration as Thanos has it, and the
 * layers over the bucket.
 *
 * <p>What enters: YAML, a bucket. What leaves: a bucket that is asked less. Start reading at {@link
 * io.meridian.storegateway.cache.CachedReads}.
 */
@NullMarked
package io.meridian.storegateway.cache;

import org.jspecify.annotations.NullMarked;
