package io.meridian.storeapi.proxy;

import io.grpc.stub.StreamObserver;
import io.meridian.api.info.ExemplarsInfo;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.MetricMetadataInfo;
import io.meridian.api.info.QueryAPIInfo;
import io.meridian.api.info.RulesInfo;
import io.meridian.api.info.StatusInfo;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.info.TSDBInfo;
import io.meridian.api.info.TargetsInfo;
import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.dial.EndpointInfo;
import io.meridian.storeapi.dial.StoreRange;
import io.meridian.storeapi.serve.Calls;
import io.meridian.storeapi.wire.LabelSets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code thanos.info.Info} of a querier: external labels and times of all stores that there are, or
 * of those that may have something of the tenant whom a call names. Where one of them announces no
 * labels, which matches everything, neither does the querier. With no store at all it still
 * announces what it can do, over all time, so that nobody takes it for broken.
 */
final class FleetInfoService extends InfoGrpc.InfoImplBase {
  private final CallView view;
  private final boolean queries;
  private final Calls calls;

  /**
   * The service.
   *
   * @param queries whether whole queries are answered, too
   */
  FleetInfoService(CallView view, boolean queries, Calls calls) {
    this.view = view;
    this.queries = queries;
    this.calls = calls;
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
    calls.once(observer, _ -> response(view.infos()));
  }

  private InfoResponse response(List<EndpointInfo> infos) {
    List<EndpointInfo> stores = infos.stream().filter(info -> info.store().isPresent()).toList();
    TimeRange range = range(stores);
    InfoResponse.Builder info =
        InfoResponse.newBuilder()
            .setComponentType("query")
            .setStore(store(stores, range))
            .setExemplars(
                ExemplarsInfo.newBuilder().setMinTime(range.min()).setMaxTime(range.max()))
            .setMetricMetadata(MetricMetadataInfo.getDefaultInstance())
            .setRules(RulesInfo.getDefaultInstance())
            .setTargets(TargetsInfo.getDefaultInstance())
            .setStatus(StatusInfo.getDefaultInstance());
    if (queries) {
      info.setQuery(QueryAPIInfo.getDefaultInstance());
    }
    if (stores.stream().noneMatch(of -> of.labelSets().isEmpty())) {
      Set<Labels> sets = new LinkedHashSet<>();
      stores.forEach(of -> sets.addAll(of.labelSets()));
      sets.forEach(set -> info.addLabelSets(LabelSets.write(set)));
    }
    return info.build();
  }

  private static TimeRange range(List<EndpointInfo> stores) {
    return stores.stream()
        .map(info -> info.store().map(StoreRange::range).orElse(TimeRange.ALL))
        .reduce((a, b) -> new TimeRange(Math.min(a.min(), b.min()), Math.max(a.max(), b.max())))
        .orElse(TimeRange.ALL);
  }

  private static StoreInfo store(List<EndpointInfo> stores, TimeRange range) {
    StoreInfo.Builder store =
        StoreInfo.newBuilder()
            .setMinTime(range.min())
            .setMaxTime(range.max())
            .setSupportsSharding(true)
            .setSupportsWithoutReplicaLabels(true);
    for (EndpointInfo info : stores) {
      for (EndpointInfo.Part part : info.parts()) {
        store.addTsdbInfos(
            TSDBInfo.newBuilder()
                .setLabels(LabelSets.write(part.labels()))
                .setMinTime(part.range().min())
                .setMaxTime(part.range().max()));
      }
    }
    return store.build();
  }
}
