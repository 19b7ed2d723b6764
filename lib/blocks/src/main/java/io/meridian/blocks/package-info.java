/**
 * Blocks in a bucket.
 *
 * <p>What enters: a {@link io.meridian.bucket.Bucket} laid out as Thanos does. What leaves: which
 * blocks there are and which are left out and why ({@link io.meridian.blocks.BlockDiscovery}),
 * readers over ranges of objects ({@link io.meridian.blocks.LazyBlock}); and blocks put, marked and
 * deleted in an order that leaves nothing half done for others to see ({@link
 * io.meridian.blocks.BlockUpload}, {@link io.meridian.blocks.BlockRemoval}).
 */
@NullMarked
package io.meridian.blocks;

import org.jspecify.annotations.NullMarked;
