package io.meridian.storeapi.dial;

import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.StoreInfo;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.LabelSets;
import io.meridian.storeapi.wire.SeriesReduction;
import io.meridian.tsdb.block.LateLabel;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a server said of itself, understood as Thanos' querier does.
 *
 * @param component what it is
 * @param labelSets external labels of its data, alternatives; none says nothing
 * @param store empty if it serves no series
 * @param apis what it serves beside series
 * @param parts tenants, or groups of blocks, as far as it tells of them
 */
public record EndpointInfo(
    String component,
    List<Labels> labelSets,
    Optional<StoreRange> store,
    Set<Api> apis,
    List<Part> parts) {

  /** A part of a server's data: its external labels, and when its samples are of. */
  public record Part(Labels labels, TimeRange range) {}

  /** What a server may serve beside series. */
  public enum Api {
    EXEMPLARS,
    METADATA,
    QUERY,
    RULES,
    STATISTICS,
    TARGETS
  }

  /** A server that has not answered yet, and yet is to be asked for series of any time. */
  static final EndpointInfo UNKNOWN =
      new EndpointInfo(
          "unknown", List.of(), Optional.of(new StoreRange(TimeRange.ALL, false, false)), Set.of());

  public EndpointInfo {
    labelSets = List.copyOf(labelSets);
    apis = Set.copyOf(apis);
    parts = List.copyOf(parts);
  }

  /** What a server said that does not tell of parts. */
  public EndpointInfo(
      String component, List<Labels> labelSets, Optional<StoreRange> store, Set<Api> apis) {
    this(component, labelSets, store, apis, List.of());
  }

  /**
   * Reads an answer. Empty sets are dropped, and the label of late samples' blocks; a time range
   * without an instant is no store.
   */
  static EndpointInfo of(InfoResponse info) {
    List<Labels> announced = info.getLabelSetsList().stream().map(LabelSets::read).toList();
    List<Labels> sets =
        announced.stream()
            .map(LateLabel::without)
            .filter(labels -> !labels.isEmpty())
            .distinct()
            .toList();
    StoreInfo store = info.getStore();
    boolean serves = info.hasStore() && store.getMinTime() <= store.getMaxTime();
    return new EndpointInfo(
        info.getComponentType(),
        sets,
        serves
            ? Optional.of(
                new StoreRange(
                    new TimeRange(store.getMinTime(), store.getMaxTime()),
                    store.getSupportsSharding(),
                    store.getSupportsWithoutReplicaLabels(),
                    announced.stream().anyMatch(LateLabel::isIn),
                    store.getReductions() == SeriesReduction.VERSION))
            : Optional.empty(),
        apis(info),
        store.getTsdbInfosList().stream()
            .filter(part -> part.getMinTime() <= part.getMaxTime())
            .map(part ->
                new Part(
                    LateLabel.without(LabelSets.read(part.getLabels())),
                    new TimeRange(part.getMinTime(), part.getMaxTime())))
            .toList());
  }

  /** Whether it serves series, and may leave out what a query does not need. */
  boolean reduces() {
    return store.map(StoreRange::reduces).orElse(false);
  }

  /** The same as if it could leave out nothing. */
  public EndpointInfo whole() {
    return new EndpointInfo(component, labelSets, store.map(StoreRange::whole), apis, parts);
  }

  private static Set<Api> apis(InfoResponse info) {
    Set<Api> apis = EnumSet.noneOf(Api.class);
    add(info.hasExemplars(), Api.EXEMPLARS, apis);
    add(info.hasMetricMetadata(), Api.METADATA, apis);
    add(info.hasQuery(), Api.QUERY, apis);
    add(info.hasRules(), Api.RULES, apis);
    add(info.hasStatus(), Api.STATISTICS, apis);
    add(info.hasTargets(), Api.TARGETS, apis);
    return apis;
  }

  private static void add(boolean there, Api api, Set<Api> into) {
    if (there) {
      into.add(api);
    }
  }

  /** Whether it may have series that match, in a range of time. */
  public boolean mayHave(List<Matcher> matchers, TimeRange range) {
    return store.isPresent()
        && store.get().range().overlaps(range.min(), range.max())
        && mayMatch(matchers);
  }

  /** Whether its external labels leave it open that something of it matches. */
  public boolean mayMatch(List<Matcher> matchers) {
    return labelSets.isEmpty() || labelSets.stream().anyMatch(set -> mayMatch(set, matchers));
  }

  /**
   * The same of those external labels alone that leave it open that something of theirs matches.
   */
  public EndpointInfo narrowed(List<Matcher> matchers) {
    return new EndpointInfo(
        component,
        labelSets.stream().filter(set -> mayMatch(set, matchers)).toList(),
        store,
        apis,
        parts.stream().filter(part -> mayMatch(part.labels(), matchers)).toList());
  }

  /** A matcher speaks against a set only by a label that the set has. */
  private static boolean mayMatch(Labels set, List<Matcher> matchers) {
    return matchers.stream()
        .allMatch(matcher ->
            set.get(matcher.name()).isEmpty()
                || matcher.matchesSeries(set.packed(), 0, set.packed().length));
  }

  /** The clusters that its data is of, for warnings; empty if not known. */
  public String clusters() {
    return String.join(
        ", ",
        labelSets.stream()
            .flatMap(set -> set.get("cluster").stream())
            .distinct()
            .sorted()
            .toList());
  }
}
