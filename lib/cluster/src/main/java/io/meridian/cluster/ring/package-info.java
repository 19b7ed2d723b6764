/**
 * Which receivers keep which series.
 *
 * <p>What enters: endpoints with their zones, and the hashes of series ({@code
 * LabelHash.ofSeries}). What leaves: for each series as many endpoints as there are copies of it.
 * The places are those of Thanos, so that a fleet of both routes alike. Start reading at {@link
 * io.meridian.cluster.ring.Hashring}.
 */
@NullMarked
package io.meridian.cluster.ring;

import org.jspecify.annotations.NullMarked;
