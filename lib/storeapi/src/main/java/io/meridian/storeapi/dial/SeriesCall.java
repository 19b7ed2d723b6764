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
import io.meridian.storeapi.wire.AggregateFields;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.aggregate.AggregateChoice;
import java.util.ArrayList;
import java.util.List;

/** What stores are asked for a selection. */
final class SeriesCall {
  /** How many series a message may have. */
  private static final int BATCH_SERIES = 64;

  private SeriesCall() {}

  /** The request that a store understands, which may do less than others. */
  static SeriesRequest request(
      List<Matcher> matchers, SelectHints hints, FleetQuery query, StoreRange store) {
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
            .setQueryHints(queryHints(hints))
            .setResponseBatchSize(store.shards() || hints.shard().isEmpty() ? BATCH_SERIES : 0);
    if (store.dropsLabels()) {
      request.addAllWithoutReplicaLabels(query.removed()).setLimit(hints.limit());
    }
    if (store.shards()) {
      hints.shard().ifPresent(shard -> request.setShardInfo(shard(shard)));
    }
    return request.build();
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
