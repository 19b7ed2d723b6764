package io.meridian.querier.api;

import io.meridian.api.thanos.Meta;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.service.api.ApiTime;
import io.meridian.storeapi.gather.SeenMetrics;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metadata}: type, help and unit of metrics. Servers do not know whose metadata they have;
 * where tenancy is enforced that of metrics is given of which the tenant has series.
 */
final class MetadataEndpoint implements ApiEndpoint {
  private final Facts facts;
  private final Function<ApiRequest, SeriesSource> fleet;

  /**
   * An endpoint.
   *
   * @param fleet all stores as one source, asked on behalf of a request
   */
  MetadataEndpoint(Facts facts, Function<ApiRequest, SeriesSource> fleet) {
    this.facts = facts;
    this.fleet = fleet;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    int limit = number(request, "limit");
    int perMetric = number(request, "limit_per_metric");
    String metric = request.text("metric").orElse("");
    List<Matcher> must = facts.must(request);
    return facts.answer(
        "metadata",
        request,
        (facts, context) -> {
          if (must.isEmpty()) {
            return facts.metadata(metric, limit, context);
          }
          TimeRange ever = new TimeRange(ApiTime.FIRST, ApiTime.LAST);
          List<String> names =
              fleet.apply(request).labelValues("__name__", must, ever, 0, context).values();
          return new SeenMetrics(names).of(facts.metadata(metric, -1, context), limit);
        },
        metrics -> json(metrics, perMetric));
  }

  private static int number(ApiRequest request, String name) {
    String text = request.text(name).orElse("-1");
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " must be a number", e);
    }
  }

  private static ApiData json(SortedMap<String, List<Meta>> metrics, int perMetric) {
    return SmallJson.object(object ->
        metrics.forEach((name, metas) -> {
          ArrayNode list = object.putArray(name);
          Stream<Meta> some = perMetric > 0 ? metas.stream().limit(perMetric) : metas.stream();
          some.forEach(meta -> put(list.addObject(), meta));
        }));
  }

  private static void put(ObjectNode object, Meta meta) {
    object.put("type", meta.getType());
    object.put("help", meta.getHelp());
    object.put("unit", meta.getUnit());
  }
}
