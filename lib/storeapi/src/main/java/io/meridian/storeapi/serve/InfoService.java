package io.meridian.storeapi.serve;

import io.grpc.stub.StreamObserver;
import io.meridian.api.info.ExemplarsInfo;
import io.meridian.api.info.InfoGrpc;
import io.meridian.api.info.InfoRequest;
import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.MetricMetadataInfo;
import io.meridian.api.info.StatusInfo;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.info.TSDBInfo;
import io.meridian.model.Labels;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.LabelSets;
import io.meridian.storeapi.wire.SeriesReduction;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code thanos.info.Info}: what is served, for queriers that choose whom to ask. They take a list
 * of label sets for alternatives and drop empty sets from it. So where a store has no external
 * labels none are announced at all, which matches everything.
 */
final class InfoService extends InfoGrpc.InfoImplBase {
  private final String component;
  private final Supplier<List<SeriesStore>> stores;
  private final Calls calls;
  private final boolean live;

  /**
   * The service of a component.
   *
   * @param live whether exemplars, metadata and statistics are served too
   */
  InfoService(String component, boolean live, Supplier<List<SeriesStore>> stores, Calls calls) {
    this.component = component;
    this.live = live;
    this.stores = stores;
    this.calls = calls;
  }

  @Override
  public void info(InfoRequest request, StreamObserver<InfoResponse> observer) {
    calls.once(observer, _ -> response());
  }

  private InfoResponse response() {
    StoreInfo.Builder store =
        StoreInfo.newBuilder().setSupportsSharding(true).setSupportsWithoutReplicaLabels(true);
    Set<Labels> sets = new LinkedHashSet<>();
    long min = Long.MAX_VALUE;
    long max = Long.MIN_VALUE;
    for (SeriesStore served : stores.get()) {
      TimeRange range = served.range();
      min = Math.min(min, range.min());
      max = Math.max(max, range.max());
      sets.add(served.externalLabels());
      store.addTsdbInfos(
          TSDBInfo.newBuilder()
              .setLabels(LabelSets.write(served.externalLabels()))
              .setMinTime(range.min())
              .setMaxTime(range.max()));
    }
    InfoResponse.Builder info =
        InfoResponse.newBuilder()
            .setComponentType(component)
            .setStore(store.setMinTime(min).setMaxTime(max));
    if (!sets.contains(Labels.EMPTY)) {
      sets.forEach(labels -> info.addLabelSets(LabelSets.write(labels)));
    }
    if (live) {
      info.getStoreBuilder().setReductions(SeriesReduction.VERSION);
      info.setExemplars(ExemplarsInfo.newBuilder().setMinTime(min).setMaxTime(max))
          .setMetricMetadata(MetricMetadataInfo.getDefaultInstance())
          .setStatus(StatusInfo.getDefaultInstance());
    }
    return info.build();
  }
}
