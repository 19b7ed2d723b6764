/**
 * What a receiver does with the samples it has taken in: it cuts blocks of them, sends those to the
 * bucket, and deletes them here when they are old.
 *
 * <p>What enters: a store, and perhaps a bucket. What leaves: blocks in the bucket. Start reading
 * at {@link io.meridian.receiver.keep.Housekeeping}.
 */
@NullMarked
package io.meridian.receiver.keep;

import org.jspecify.annotations.NullMarked;
