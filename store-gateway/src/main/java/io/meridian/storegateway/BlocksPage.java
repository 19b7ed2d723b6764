package io.meridian.storegateway;

import io.meridian.blocks.KnownBlock;
import io.meridian.blocks.LeftOut;
import io.meridian.service.http.Handler;
import io.meridian.service.http.Request;
import io.meridian.service.http.Response;
import io.meridian.storegateway.catalog.BlockCatalog;
import io.meridian.storegateway.catalog.BlockStatus;
import io.meridian.tsdb.block.Ulid;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code GET /api/v1/blocks}: what became of each block of the bucket. Those that are served with
 * their labels, range, resolution, size and state; the others with the reason.
 */
final class BlocksPage implements Handler {
  private static final JsonMapper JSON = new JsonMapper();

  private final BlockCatalog catalog;

  BlocksPage(BlockCatalog catalog) {
    this.catalog = catalog;
  }

  @Override
  public Response handle(Request request) {
    return Response.of(200, "application/json", json(catalog));
  }

  static byte[] json(BlockCatalog catalog) {
    ObjectNode data = JSON.createObjectNode();
    catalog.lastLook().ifPresent(time -> data.put("lastLook", time.toString()));
    ArrayNode served = data.putArray("blocks");
    catalog.statuses().forEach(status -> served.add(block(status)));
    ArrayNode others = data.putArray("leftOut");
    catalog
        .view()
        .ifPresent(view ->
            new TreeMap<>(view.leftOut()).forEach((ulid, why) -> others.add(leftOut(ulid, why))));
    ObjectNode answer = JSON.createObjectNode().put("status", "success");
    answer.set("data", data);
    return JSON.writeValueAsBytes(answer);
  }

  private static ObjectNode block(BlockStatus status) {
    KnownBlock block = status.block();
    ObjectNode json =
        JSON.createObjectNode()
            .put("id", block.ulid().toString())
            .put("minTime", block.minTime())
            .put("maxTime", block.maxTime())
            .put("resolution", block.resolution())
            .put("level", block.level())
            .put("source", block.source())
            .put("series", block.series())
            .put("samples", block.samples())
            .put("bytes", block.size())
            .put("uploaded", block.uploaded().toString())
            .put("state", status.state().name().toLowerCase(Locale.ROOT))
            .put("readers", status.users());
    ObjectNode labels = json.putObject("labels");
    for (Map.Entry<String, String> each : block.labels().toMap().entrySet()) {
      labels.put(each.getKey(), each.getValue());
    }
    status
        .lastError()
        .ifPresent(failure ->
            json.putObject("lastError")
                .put("time", failure.time().toString())
                .put("message", failure.message()));
    return json;
  }

  private static ObjectNode leftOut(Ulid ulid, LeftOut why) {
    return JSON.createObjectNode()
        .put("id", ulid.toString())
        .put("state", LeftOutWord.of(why))
        .put("reason", why.reason());
  }
}
