package io.meridian.storeapi.gather;

import io.meridian.api.thanos.HeadStatistics;
import io.meridian.api.thanos.Statistic;
import io.meridian.api.thanos.TSDBStatisticsEntry;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongBinaryOperator;

/**
 * Statistics of several servers' heads by tenant: counts are added up, replicas' too; of how many
 * values a label has the greatest number is taken, since servers have many of them in common.
 */
final class StatisticUnion {
  private final int limit;
  private final SortedMap<String, TSDBStatisticsEntry> tenants = new TreeMap<>();

  /**
   * No statistics yet.
   *
   * @param limit how long each list may be; 0 for no limit
   */
  StatisticUnion(int limit) {
    this.limit = limit;
  }

  void add(Map<String, TSDBStatisticsEntry> some) {
    some.forEach((tenant, entry) -> tenants.merge(tenant, entry, StatisticUnion::merged));
  }

  /** The statistics of each tenant, and of several as one where somebody wants that. */
  static TSDBStatisticsEntry merged(TSDBStatisticsEntry one, TSDBStatisticsEntry other) {
    return TSDBStatisticsEntry.newBuilder()
        .setHeadStatistics(merged(one.getHeadStatistics(), other.getHeadStatistics()))
        .addAllSeriesCountByMetricName(
            merged(
                one.getSeriesCountByMetricNameList(),
                other.getSeriesCountByMetricNameList(),
                Long::sum))
        .addAllLabelValueCountByLabelName(
            merged(
                one.getLabelValueCountByLabelNameList(),
                other.getLabelValueCountByLabelNameList(),
                Math::max))
        .addAllMemoryInBytesByLabelName(
            merged(
                one.getMemoryInBytesByLabelNameList(),
                other.getMemoryInBytesByLabelNameList(),
                Long::sum))
        .addAllSeriesCountByLabelValuePair(
            merged(
                one.getSeriesCountByLabelValuePairList(),
                other.getSeriesCountByLabelValuePairList(),
                Long::sum))
        .build();
  }

  /** Heads without samples do not say from when on they have some. */
  private static HeadStatistics merged(HeadStatistics one, HeadStatistics other) {
    boolean oneBegins = one.getMinTime() > 0;
    boolean otherBegins = other.getMinTime() > 0;
    long begin =
        oneBegins && otherBegins
            ? Math.min(one.getMinTime(), other.getMinTime())
            : Math.max(one.getMinTime(), other.getMinTime());
    return HeadStatistics.newBuilder()
        .setNumSeries(one.getNumSeries() + other.getNumSeries())
        .setNumLabelPairs(one.getNumLabelPairs() + other.getNumLabelPairs())
        .setChunkCount(one.getChunkCount() + other.getChunkCount())
        .setMinTime(begin)
        .setMaxTime(Math.max(one.getMaxTime(), other.getMaxTime()))
        .build();
  }

  private static List<Statistic> merged(
      List<Statistic> one, List<Statistic> other, LongBinaryOperator both) {
    Map<String, Long> all = new LinkedHashMap<>();
    one.forEach(of -> all.put(of.getName(), of.getValue()));
    other.forEach(of -> all.merge(of.getName(), of.getValue(), both::applyAsLong));
    return all.entrySet().stream()
        .map(of -> Statistic.newBuilder().setName(of.getKey()).setValue(of.getValue()).build())
        .toList();
  }

  /** The greatest of each list, by tenant. */
  SortedMap<String, TSDBStatisticsEntry> byTenant() {
    SortedMap<String, TSDBStatisticsEntry> all = new TreeMap<>();
    tenants.forEach((tenant, entry) -> all.put(tenant, greatest(entry)));
    return all;
  }

  private TSDBStatisticsEntry greatest(TSDBStatisticsEntry entry) {
    return TSDBStatisticsEntry.newBuilder()
        .setHeadStatistics(entry.getHeadStatistics())
        .addAllSeriesCountByMetricName(greatest(entry.getSeriesCountByMetricNameList()))
        .addAllLabelValueCountByLabelName(greatest(entry.getLabelValueCountByLabelNameList()))
        .addAllMemoryInBytesByLabelName(greatest(entry.getMemoryInBytesByLabelNameList()))
        .addAllSeriesCountByLabelValuePair(greatest(entry.getSeriesCountByLabelValuePairList()))
        .build();
  }

  private List<Statistic> greatest(List<Statistic> list) {
    return list.stream()
        .sorted(
            Comparator.comparingLong(Statistic::getValue)
                .reversed()
                .thenComparing(Statistic::getName))
        .limit(limit == 0 ? Long.MAX_VALUE : limit)
        .toList();
  }
}
