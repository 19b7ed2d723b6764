/**
 * What the fleet knows beside series: exemplars, metadata, rules, targets, statistics of heads.
 *
 * <p>What enters: who is there ({@link io.meridian.storeapi.dial.Endpoints}) and a question. What
 * leaves: the answers of all who announce to have one, as one, replicas joined as the query wants,
 * and what is missing. Start reading at {@link io.meridian.storeapi.gather.FleetFacts}.
 */
@NullMarked
package io.meridian.storeapi.gather;

import org.jspecify.annotations.NullMarked;
