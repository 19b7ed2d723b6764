package io.meridian.receiver.status;

import io.meridian.model.InvalidRequestException;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.tsdb.store.SampleStore;
import io.meridian.tsdb.store.SourceState;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;

/**
 * {@code GET /api/v1/status/sources}: who sends a tenant's samples, or with {@code
 * all_tenants=true} everybody's: cluster, replica and sender, when something came last and of what
 * time, how many samples a second, and how many were refused.
 */
public final class SourcesStatus implements Handler {
  private final Supplier<SampleStore> store;
  private final Function<Request, String> tenants;

  public SourcesStatus(Supplier<SampleStore> store, Function<Request, String> tenants) {
    this.store = store;
    this.tenants = tenants;
  }

  @Override
  public Response handle(Request request) {
    try {
      ArrayNode data = ApiJson.array();
      List<String> asked =
          ApiJson.isOfAll(request) ? store.get().tenants() : List.of(tenants.apply(request));
      for (String tenant : asked) {
        for (SourceState source : store.get().sources(tenant)) {
          data.add(
              ApiJson.object()
                  .put("tenant", tenant)
                  .put("cluster", source.cluster())
                  .put("replica", source.replica())
                  .put("sender", source.sender())
                  .put("lastSampleMillis", source.lastSample())
                  .put("lastArrivalMillis", source.lastArrival())
                  .put("skewMillis", source.skew())
                  .put("samplesPerSecond", source.rate())
                  .put("stored", source.stored())
                  .put("refused", source.refused()));
        }
      }
      return ApiJson.success(data);
    } catch (InvalidRequestException e) {
      return ApiJson.invalid(e);
    }
  }
}
