package io.meridian.storeapi.dial;

import io.meridian.api.thanos.Aggr;
import io.meridian.api.thanos.Func;
import io.meridian.api.thanos.LabelMatcher;
import io.meridian.api.thanos.PartialResponseStrategy;
import io.meridian.api.thanos.QueryHints;
import io.meridian.api.thanos.Range;
import io.meridian.api.thanos.SeriesRequest;
import io.meridian.api.thanos.ShardInfo;
import io.meridian.model.Matcher;
import io.meridian.model.SelectHints;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.AggregateFields;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.aggregate.AggregateChoice;
import io.meridian.tsdb.merge.ReplicaDedup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What stores are asked for a selection. */
final class SeriesCall {
  /** How many series a message may have: fewer where each may have many chunks. */
  private static final int BATCH_SERIES = 64;

  private static final int SHORT_BATCH_SERIES = 1024;
  private static final long SHORT_MILLIS = 3_600_000;

  private SeriesCall() {}

  /** The request for a store that can do everything. */
  static SeriesRequest request(List<Matcher> matchers, SelectHints hints, FleetQuery query) {
    boolean labelsOnly = hints.function().equals(FleetSource.LABELS_ONLY);
    SeriesRequest.Builder request =
        SeriesRequest.newBuilder()
            .setMinTime(hints.range().min())
            .setMaxTime(hints.range().max())
            .addAllMatchers(matchers(matchers))
            .setMaxResolutionWindow(
                labelsOnly ? Long.MAX_VALUE : AggregateChoice.coarsestResolution(hints))
            .setSkipChunks(labelsOnly)
            .addAllAggregates(aggregates(hints))
            .setPartialResponseDisabled(!query.partial())
            .setPartialResponseStrategy(
                query.partial() ? PartialResponseStrategy.WARN : PartialResponseStrategy.ABORT)
            .setStep(hints.step())
            .setRange(hints.window())
            .setWindow(looksBack(query) ? 0 : hints.reach())
            .setQueryHints(queryHints(hints))
            .setResponseBatchSize(
                labelsOnly || isShort(hints.range()) ? SHORT_BATCH_SERIES : BATCH_SERIES)
            .addAllWithoutReplicaLabels(query.removed())
            .setCoverage(query.dedup() && !looksBack(query))
            .setLimit(hints.limit());
    hints.shard().ifPresent(shard -> request.setShardInfo(shard(shard)));
    return request.build();
  }

  /** The request for series without the label of late samples' blocks, where a store shows it. */
  static SeriesRequest withoutLateLabel(SeriesRequest request, StoreRange store) {
    if (!store.showsLate()) {
      return request;
    }
    List<String> removed = store.removed(request.getWithoutReplicaLabelsList());
    return request.toBuilder()
        .clearWithoutReplicaLabels()
        .addAllWithoutReplicaLabels(removed)
        .build();
  }

  /** Penalties depend on all samples before. */
  private static boolean looksBack(FleetQuery query) {
    return query.dedup() && query.algorithm() != ReplicaDedup.Algorithm.COVERAGE;
  }

  private static boolean isShort(TimeRange range) {
    return range.min() >= 0 && range.max() - range.min() <= SHORT_MILLIS;
  }

  /**
   * The request for a store that may do less: what it leaves is done with its answer. Series of
   * other shards cannot be told apart in batches by those in between who do not know of batches.
   */
  static SeriesRequest within(SeriesRequest request, StoreRange store) {
    SeriesRequest.Builder asked = request.toBuilder();
    if (!store.dropsLabels()) {
      asked.clearWithoutReplicaLabels().clearCoverage().clearLimit();
    }
    if (!store.shards() && request.hasShardInfo()) {
      asked.clearShardInfo().clearLimit().clearResponseBatchSize();
    }
    return asked.build();
  }

  /** The part of all series that is asked for. */
  static Optional<SelectHints.Shard> shard(SeriesRequest request) {
    ShardInfo info = request.getShardInfo();
    if (info.getTotalShards() < 1) {
      return Optional.empty();
    }
    return Optional.of(
        new SelectHints.Shard(
            info.getShardIndex(),
            info.getTotalShards(),
            new SelectHints.LabelSelection(info.getBy(), info.getLabelsList())));
  }

  /** Matchers as stores read them; there is always one, as some refuse a request without. */
  static List<LabelMatcher> matchers(List<Matcher> matchers) {
    List<LabelMatcher> all = new ArrayList<>(RequestMatchers.write(matchers));
    if (all.isEmpty()) {
      all.add(
          LabelMatcher.newBuilder()
              .setType(LabelMatcher.Type.RE)
              .setName("__name__")
              .setValue(".*")
              .build());
    }
    return all;
  }

  private static List<Aggr> aggregates(SelectHints hints) {
    return AggregateChoice.of(hints.function()).aggregates().stream()
        .map(AggregateFields::wanted)
        .toList();
  }

  private static QueryHints queryHints(SelectHints hints) {
    QueryHints.Builder of = QueryHints.newBuilder().setStepMillis(hints.step());
    if (!hints.function().isEmpty()) {
      of.setFunc(Func.newBuilder().setName(hints.function()));
    }
    if (hints.window() > 0) {
      of.setRange(Range.newBuilder().setMillis(hints.window()));
    }
    return of.build();
  }

  private static ShardInfo shard(SelectHints.Shard shard) {
    return ShardInfo.newBuilder()
        .setShardIndex(shard.index())
        .setTotalShards(shard.total())
        .setBy(shard.hashed().include())
        .addAllLabels(shard.hashed().names())
        .build();
  }
}
