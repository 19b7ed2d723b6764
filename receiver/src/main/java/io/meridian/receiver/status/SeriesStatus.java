package io.meridian.receiver.status;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.tsdb.head.HeadStats;
import io.meridian.tsdb.index.Cardinality;
import io.meridian.tsdb.store.LocalSource;
import io.meridian.tsdb.store.SampleStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /api/v1/status/tsdb} as a Thanos receiver answers it: for one tenant, or with {@code
 * all_tenants=true} for all, how many series there are and what the largest of them is, {@code
 * limit} entries a list.
 */
public final class SeriesStatus implements Handler {
  private final Supplier<SampleStore> store;
  private final Function<Request, String> tenants;

  public SeriesStatus(Supplier<SampleStore> store, Function<Request, String> tenants) {
    this.store = store;
    this.tenants = tenants;
  }

  @Override
  public Response handle(Request request) {
    try {
      int limit = ApiJson.limit(request);
      List<String> asked =
          ApiJson.isOfAll(request) ? store.get().tenants() : List.of(tenants.apply(request));
      ArrayNode data = ApiJson.array();
      for (String tenant : asked) {
        Optional<LocalSource> source = store.get().source(tenant);
        source.ifPresent(of -> data.add(status(tenant, of, limit)));
      }
      return ApiJson.success(data);
    } catch (InvalidRequestException e) {
      return ApiJson.invalid(e);
    }
  }

  private ObjectNode status(String tenant, LocalSource source, int limit) {
    HeadStats all = source.stats(limit);
    Cardinality stats = all.cardinality();
    ObjectNode head =
        ApiJson.object()
            .put("numSeries", stats.series())
            .put("numLabelPairs", stats.labelPairs())
            .put("chunkCount", all.chunks())
            .put("minTime", source.begin())
            .put("maxTime", source.lastSample());
    ObjectNode status = ApiJson.object().put("tenant", tenant);
    status.set("headStats", head);
    status.set("seriesCountByMetricName", list(stats.seriesByMetric()));
    status.set("labelValueCountByLabelName", list(stats.valuesByName()));
    status.set("memoryInBytesByLabelName", list(stats.bytesByName()));
    status.set("seriesCountByLabelValuePair", list(stats.seriesByPair()));
    return status;
  }

  private static ArrayNode list(List<Cardinality.Count> counts) {
    ArrayNode list = ApiJson.array();
    counts.forEach(
        each -> list.add(ApiJson.object().put("name", each.of()).put("value", each.count())));
    return list;
  }
}
