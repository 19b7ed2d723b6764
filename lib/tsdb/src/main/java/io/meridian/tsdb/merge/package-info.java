/**
 * The one implementation each of merging, replica deduplication and the making of blocks from
 * blocks; querier and compactor share it.
 *
 * <p>What enters: series in label order from any number of sources, as chunks or as decoded
 * samples. What leaves: each series once, its samples in time order and once each. Start reading at
 * {@link io.meridian.tsdb.merge.MergedSeries}, which joins series, {@link
 * io.meridian.tsdb.merge.ReplicaDedup}, which chooses between replicas, and the two that write
 * blocks, {@link io.meridian.tsdb.merge.BlockMerger} and {@link
 * io.meridian.tsdb.merge.BlockDownsampler}.
 */
@NullMarked
package io.meridian.tsdb.merge;

import org.jspecify.annotations.NullMarked;
