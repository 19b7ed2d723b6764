package io.meridian.querier.api;

import io.meridian.api.thanos.HeadStatistics;
import io.meridian.api.thanos.Statistic;
import io.meridian.api.thanos.TSDBStatisticsEntry;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status/tsdb}: how many series the fleet has in memory, and what the largest of it is. */
final class HeadsEndpoint implements ApiEndpoint {
  private static final int USUAL_LIMIT = 10;

  private final Facts facts;

  HeadsEndpoint(Facts facts) {
    this.facts = facts;
  }

  @Override
  public ApiReply answer(ApiRequest request) throws InterruptedException {
    int asked = request.limit(USUAL_LIMIT);
    int limit = asked == 0 ? USUAL_LIMIT : asked;
    List<Matcher> matchers = new ArrayList<>(facts.must(request));
    request.selectors("match[]").forEach(matchers::addAll);
    boolean own = !facts.must(request).isEmpty();
    String tenant = facts.tenancy().tenant(request.raw());
    return facts.answer(
        "status_tsdb",
        request,
        (fleet, context) -> fleet.statistics(limit, matchers, context),
        byTenant -> json(own ? ofOne(byTenant, tenant) : byTenant.values(), limit));
  }

  private static Collection<TSDBStatisticsEntry> ofOne(
      SortedMap<String, TSDBStatisticsEntry> byTenant, String tenant) {
    return byTenant.containsKey(tenant) ? List.of(byTenant.get(tenant)) : List.of();
  }

  private static ApiData json(Collection<TSDBStatisticsEntry> tenants, int limit) {
    return SmallJson.object(object -> {
      putHeads(object.putObject("headStats"), tenants);
      put(
          object.putArray("seriesCountByMetricName"),
          tenants,
          TSDBStatisticsEntry::getSeriesCountByMetricNameList,
          limit);
      put(
          object.putArray("labelValueCountByLabelName"),
          tenants,
          TSDBStatisticsEntry::getLabelValueCountByLabelNameList,
          limit);
      put(
          object.putArray("memoryInBytesByLabelName"),
          tenants,
          TSDBStatisticsEntry::getMemoryInBytesByLabelNameList,
          limit);
      put(
          object.putArray("seriesCountByLabelValuePair"),
          tenants,
          TSDBStatisticsEntry::getSeriesCountByLabelValuePairList,
          limit);
    });
  }

  private static void putHeads(ObjectNode object, Collection<TSDBStatisticsEntry> tenants) {
    List<HeadStatistics> heads =
        tenants.stream()
            .filter(TSDBStatisticsEntry::hasHeadStatistics)
            .map(TSDBStatisticsEntry::getHeadStatistics)
            .toList();
    object.put("numSeries", heads.stream().mapToLong(HeadStatistics::getNumSeries).sum());
    object.put("numLabelPairs", heads.stream().mapToLong(HeadStatistics::getNumLabelPairs).sum());
    object.put("chunkCount", heads.stream().mapToLong(HeadStatistics::getChunkCount).sum());
    object.put("minTime", heads.stream().mapToLong(HeadStatistics::getMinTime).min().orElse(0));
    object.put("maxTime", heads.stream().mapToLong(HeadStatistics::getMaxTime).max().orElse(0));
  }

  /** The largest of all tenants together. */
  private static void put(
      ArrayNode into,
      Collection<TSDBStatisticsEntry> tenants,
      Function<TSDBStatisticsEntry, List<Statistic>> list,
      int limit) {
    Map<String, Long> sums = new TreeMap<>();
    for (TSDBStatisticsEntry tenant : tenants) {
      list.apply(tenant).forEach(each -> sums.merge(each.getName(), each.getValue(), Long::sum));
    }
    sums.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(limit)
        .forEach(each -> into.addObject().put("name", each.getKey()).put("value", each.getValue()));
  }
}
