/**
 * The order of series that cross the wire.
 *
 * <p>What enters: walks over series in label order, whose labels may have been changed since. What
 * leaves: one walk in the order of the labels as they are. Start reading at {@link
 * io.meridian.storeapi.order.ResortedSeries}; {@link io.meridian.storeapi.order.OrderKey} says why
 * it hardly holds anything.
 */
@NullMarked
package io.meridian.storeapi.order;

import org.jspecify.annotations.NullMarked;
