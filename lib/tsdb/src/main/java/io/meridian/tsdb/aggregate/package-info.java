/**
 * Downsampled data: how aggregates are made of samples and of finer aggregates, and how samples are
 * read from them again. The one implementation of each, for querier, store gateway and compactor.
 *
 * <p>What enters: a series' samples, or its aggregate chunks. What leaves: aggregate chunks of a
 * coarser resolution, or samples that stand for the windows. Start reading at {@link
 * io.meridian.tsdb.aggregate.Downsampler} for the making, at {@link
 * io.meridian.tsdb.aggregate.AggregateChoice} for the reading.
 */
@NullMarked
package io.meridian.tsdb.aggregate;

import org.jspecify.annotations.NullMarked;
