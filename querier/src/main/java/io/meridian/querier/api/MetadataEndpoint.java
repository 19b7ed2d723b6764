package io.meridian.querier.api;

import io.meridian.api.thanos.Meta;
import io.meridian.model.InvalidRequestException;
import io.meridian.model.Matcher;
import io.meridian.model.SeriesSource;
import io.meridian.model.TimeRange;
import io.meridian.service.api.ApiTime;
import io.meridian.storeapi.gather.Gathered;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code metadata}: type, help and unit of metrics. Servers do not know whose metadata they have;
 * where tenancy is enforced that of metrics is given of which the tenant has series.
 */
final class MetadataEndpoint implements ApiEndpoint {
  /** What the names of a family's series have behind the family's name. */
  private static final List<String> SUFFIXES =
      List.of("", "_total", "_bucket", "_sum", "_count", "_created", "_info", "_gsum", "_gcount");

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
          Set<String> names =
              new HashSet<>(
                  fleet.apply(request).labelValues("__name__", must, ever, 0, context).values());
          return ofTheirs(facts.metadata(metric, -1, context), names, limit);
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

  private static Gathered<SortedMap<String, List<Meta>>> ofTheirs(
      Gathered<SortedMap<String, List<Meta>>> all, Set<String> names, int limit) {
    SortedMap<String, List<Meta>> theirs = new TreeMap<>();
    all.value().entrySet().stream()
        .filter(metric ->
            SUFFIXES.stream().anyMatch(suffix -> names.contains(metric.getKey() + suffix)))
        .limit(limit < 0 ? Long.MAX_VALUE : limit)
        .forEach(metric -> theirs.put(metric.getKey(), metric.getValue()));
    return new Gathered<>(theirs, all.outcome());
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
