package io.meridian.storeapi.serve;

import io.meridian.api.thanos.Aggr;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.Reduction;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.ShardInfo;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.LabelNames;
import io.meridian.model.LookbackSteps;
import io.meridian.model.Matcher;
import io.meridian.model.SampleWindows;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.RequestMatchers;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A request for series, understood.
 *
 * @param matchers all of them, at least one
 * @param range empty if it ends before it begins: no series then
 * @param windows the instants in the range that matter
 * @param removed labels that no series keeps
 * @param aggregates what of downsampled data is wanted
 * @param coverage whether of replicas that become equal without these labels some may be left out
 * @param limit at most so many series
 * @param hints what is said of blocks
 * @param allEncodings whether the reader knows chunks of encodings 4 to 6
 * @param reduction what of series need not be sent
 * @param steps when each series is looked at for its last sample, if the request says so
 */
record SeriesQuery(
    List<Matcher> matchers,
    Optional<TimeRange> range,
    SampleWindows windows,
    LabelNames removed,
    long maxResolution,
    Set<Aggr> aggregates,
    boolean coverage,
    boolean skipChunks,
    boolean abort,
    Optional<Shard> shard,
    long limit,
    long batchSize,
    BlockHints hints,
    boolean allEncodings,
    Optional<Reduction> reduction,
    Optional<LookbackSteps> steps) {

  /** One of several parts of all series, by a hash over some of their final labels. */
  record Shard(long index, long total, boolean by, LabelNames names) {}

  /**
   * Reads a request.
   *
   * @throws InvalidRequestException if a matcher or the shard is none
   */
  static SeriesQuery of(SeriesRequest request, boolean allEncodings) {
    if (request.getMatchersCount() == 0) {
      throw new InvalidRequestException("no matchers: a request for series needs at least one");
    }
    Set<Aggr> aggregates = EnumSet.noneOf(Aggr.class);
    request.getAggregatesList().stream()
        .filter(aggregate -> aggregate != Aggr.UNRECOGNIZED)
        .forEach(aggregates::add);
    return new SeriesQuery(
        RequestMatchers.of(request.getMatchersList()),
        range(request.getMinTime(), request.getMaxTime()),
        windows(request),
        LabelNames.of(request.getWithoutReplicaLabelsList()),
        request.getMaxResolutionWindow(),
        aggregates,
        request.getCoverage() && request.getWithoutReplicaLabelsCount() > 0,
        request.getSkipChunks(),
        isAbort(request.getPartialResponseDisabled(), request.getPartialResponseStrategy()),
        request.hasShardInfo() ? shard(request.getShardInfo()) : Optional.empty(),
        request.getLimit() <= 0 ? Long.MAX_VALUE : request.getLimit(),
        request.getResponseBatchSize(),
        BlockHints.of(request),
        allEncodings,
        request.hasReduction() ? Optional.of(request.getReduction()) : Optional.empty(),
        range(request.getMinTime(), request.getMaxTime())
            .flatMap(range -> LookbackSteps.of(range, request.getStep(), request.getWindow())));
  }

  /** Whether series are to be counted, not given. */
  boolean isCounted() {
    return reduction.isPresent() && reduction.get().getCounted();
  }

  private static SampleWindows windows(SeriesRequest request) {
    TimeRange range = range(request.getMinTime(), request.getMaxTime()).orElse(TimeRange.ALL);
    return SampleWindows.of(range, request.getStep(), request.getWindow());
  }

  /** A range of time that has an instant. */
  static Optional<TimeRange> range(long min, long max) {
    return min <= max ? Optional.of(new TimeRange(min, max)) : Optional.empty();
  }

  /** Whether the call fails where a part of the answer is missing. */
  static boolean isAbort(boolean disabled, PartialResponseStrategy strategy) {
    return disabled || strategy == PartialResponseStrategy.ABORT;
  }

  private static Optional<Shard> shard(ShardInfo info) {
    if (info.getTotalShards() < 1) {
      return Optional.empty();
    }
    if (info.getShardIndex() < 0 || info.getShardIndex() >= info.getTotalShards()) {
      throw new InvalidRequestException(
          "shard %d of %d does not exist; shards count from 0"
              .formatted(info.getShardIndex(), info.getTotalShards()));
    }
    return Optional.of(
        new Shard(
            info.getShardIndex(),
            info.getTotalShards(),
            info.getBy(),
            LabelNames.of(info.getLabelsList())));
  }
}
