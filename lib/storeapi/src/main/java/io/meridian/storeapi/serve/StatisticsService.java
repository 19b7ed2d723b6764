package io.meridian.storeapi.serve;

import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.HeadStatistics;
import io.meridian.api.thanos.Statistic;
import io.meridian.api.thanos.StatusGrpc;
import io.meridian.api.thanos.TSDBStatistics;
import io.meridian.api.thanos.TSDBStatisticsEntry;
import io.meridian.api.thanos.TSDBStatisticsRequest;
import io.meridian.api.thanos.TSDBStatisticsResponse;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.RequestMatchers;
import io.meridian.tsdb.head.HeadStats;
import io.meridian.tsdb.index.Cardinality;
import java.util.List;
import java.util.function.Supplier;

/** {@code thanos.Status}: what the heads of tenants hold. */
final class StatisticsService extends StatusGrpc.StatusImplBase {
  private static final int DEFAULT_LIMIT = 10;

  private final Supplier<List<LiveStore>> stores;
  private final Calls calls;

  StatisticsService(Supplier<List<LiveStore>> stores, Calls calls) {
    this.stores = stores;
    this.calls = calls;
  }

  @Override
  public void tSDBStatistics(
      TSDBStatisticsRequest request, StreamObserver<TSDBStatisticsResponse> observer) {
    calls.stream(observer, (_, frames) -> frames.send(response(request)));
  }

  private TSDBStatisticsResponse response(TSDBStatisticsRequest request) {
    List<Matcher> matchers = RequestMatchers.of(request.getMatchersList());
    int limit = request.getLimit() <= 0 ? DEFAULT_LIMIT : request.getLimit();
    TSDBStatistics.Builder all = TSDBStatistics.newBuilder();
    for (LiveStore store : stores.get()) {
      boolean named = request.getTenant().isEmpty() || request.getTenant().equals(store.tenant());
      byte[] external = store.externalLabels().packed();
      if (named && matchers.stream().allMatch(m -> m.matchesSeries(external, 0, external.length))) {
        all.putStatistics(store.tenant(), entry(store, store.stats(limit)));
      }
    }
    return TSDBStatisticsResponse.newBuilder().setStatistics(all).build();
  }

  private static TSDBStatisticsEntry entry(LiveStore store, HeadStats head) {
    Cardinality stats = head.cardinality();
    return TSDBStatisticsEntry.newBuilder()
        .setHeadStatistics(
            HeadStatistics.newBuilder()
                .setNumSeries(stats.series())
                .setNumLabelPairs(stats.labelPairs())
                .setChunkCount(head.chunks())
                .setMinTime(store.range().min())
                .setMaxTime(store.lastSample()))
        .addAllSeriesCountByMetricName(list(stats.seriesByMetric()))
        .addAllLabelValueCountByLabelName(list(stats.valuesByName()))
        .addAllMemoryInBytesByLabelName(list(stats.bytesByName()))
        .addAllSeriesCountByLabelValuePair(list(stats.seriesByPair()))
        .build();
  }

  private static List<Statistic> list(List<Cardinality.Count> counts) {
    return counts.stream()
        .map(count -> Statistic.newBuilder().setName(count.of()).setValue(count.count()).build())
        .toList();
  }
}
