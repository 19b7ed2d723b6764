package io.meridian.storeapi.serve;

import io.grpc.stub.StreamObserver;
import io.meridian.api.thanos.Meta;
import io.meridian.api.thanos.MetadataGrpc;
import io.meridian.api.thanos.MetricMetadata;
import io.meridian.api.thanos.MetricMetadataEntry;
import io.meridian.api.thanos.MetricMetadataRequest;
import io.meridian.api.thanos.MetricMetadataResponse;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * {@code thanos.Metadata}: type, help and unit of metrics, what different tenants say side by side.
 */
final class MetadataService extends MetadataGrpc.MetadataImplBase {
  private final Supplier<List<LiveStore>> stores;
  private final Calls calls;

  MetadataService(Supplier<List<LiveStore>> stores, Calls calls) {
    this.stores = stores;
    this.calls = calls;
  }

  @Override
  public void metricMetadata(
      MetricMetadataRequest request, StreamObserver<MetricMetadataResponse> observer) {
    calls.stream(observer, (_, frames) -> frames.send(response(request)));
  }

  private MetricMetadataResponse response(MetricMetadataRequest request) {
    Map<String, Set<Meta>> found = new TreeMap<>();
    for (LiveStore store : stores.get()) {
      store
          .metadata()
          .forEach((metric, meta) -> {
            if (request.getMetric().isEmpty() || request.getMetric().equals(metric)) {
              found.computeIfAbsent(metric, _ -> new LinkedHashSet<>()).add(meta(meta));
            }
          });
    }
    long limit = request.getLimit() < 0 ? Long.MAX_VALUE : request.getLimit();
    MetricMetadata.Builder all = MetricMetadata.newBuilder();
    found.entrySet().stream()
        .limit(limit)
        .forEach(metric ->
            all.putMetadata(
                metric.getKey(),
                MetricMetadataEntry.newBuilder().addAllMetas(metric.getValue()).build()));
    return MetricMetadataResponse.newBuilder().setMetadata(all).build();
  }

  private static Meta meta(io.meridian.model.MetricMetadata of) {
    return Meta.newBuilder().setType(type(of.type())).setHelp(of.help()).setUnit(of.unit()).build();
  }

  private static String type(io.meridian.model.MetricMetadata.Type type) {
    return switch (type) {
      case UNKNOWN -> "unknown";
      case COUNTER -> "counter";
      case GAUGE -> "gauge";
      case HISTOGRAM -> "histogram";
      case GAUGE_HISTOGRAM -> "gaugehistogram";
      case SUMMARY -> "summary";
      case INFO -> "info";
      case STATE_SET -> "stateset";
    };
  }
}
