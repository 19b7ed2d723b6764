package io.meridian.querier.api;

import io.meridian.model.SelectHints;
import io.meridian.promql.plan.QueryTimes;
import io.meridian.storeapi.dial.FleetQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that is asked of a query.
 *
 * @param text of the query
 * @param fleet how stores are asked
 * @param resolutions milliseconds between samples that will do, each to be tried if the one before
 *     gave no series at all
 * @param lookback how old the last sample of a series may be
 * @param shard the part of the series asked for
 */
record Question(
    String text,
    QueryTimes times,
    FleetQuery fleet,
    List<Long> resolutions,
    Optional<Duration> lookback,
    Optional<Duration> timeout,
    Optional<SelectHints.Shard> shard) {
  Question {
    resolutions = List.copyOf(resolutions);
  }
}
