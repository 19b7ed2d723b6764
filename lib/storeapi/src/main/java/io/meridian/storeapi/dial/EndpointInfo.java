package io.meridian.storeapi.dial;

import io.meridian.api.info.InfoResponse;
import io.meridian.api.info.StoreInfo;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.ZLabelSet;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import io.meridian.model.Matcher;
import io.meridian.model.TimeRange;
import java.util.List;
import java.util.Optional;

/**
 * What a server said of itself, understood as Thanos' querier does.
 *
 * @param component what it is
 * @param labelSets external labels of its data, alternatives; none says nothing
 * @param store empty if it serves no series
 * @param exemplars whether it serves exemplars
 * @param metadata whether it serves metadata
 */
public record EndpointInfo(
    String component,
    List<Labels> labelSets,
    Optional<StoreRange> store,
    boolean exemplars,
    boolean metadata) {

  /** A server that has not answered yet, and yet is to be asked for everything. */
  static final EndpointInfo UNKNOWN =
      new EndpointInfo(
          "unknown",
          List.of(),
          Optional.of(new StoreRange(TimeRange.ALL, false, false)),
          false,
          false);

  public EndpointInfo {
    labelSets = List.copyOf(labelSets);
  }

  /** Reads an answer. Empty sets are dropped; a time range without an instant is no store. */
  static EndpointInfo of(InfoResponse info) {
    List<Labels> sets =
        info.getLabelSetsList().stream()
            .map(EndpointInfo::labels)
            .filter(labels -> !labels.isEmpty())
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
                    store.getSupportsWithoutReplicaLabels()))
            : Optional.empty(),
        info.hasExemplars(),
        info.hasMetricMetadata());
  }

  private static Labels labels(ZLabelSet set) {
    LabelsBuilder labels = new LabelsBuilder();
    for (Label label : set.getLabelsList()) {
      labels.set(label.getName(), label.getValue());
    }
    return labels.build();
  }

  /** Whether it may have series that match, in a range of time. */
  boolean mayHave(List<Matcher> matchers, TimeRange range) {
    return store.isPresent()
        && store.get().range().overlaps(range.min(), range.max())
        && (labelSets.isEmpty() || labelSets.stream().anyMatch(set -> mayMatch(set, matchers)));
  }

  /** A matcher speaks against a set only by a label that the set has. */
  private static boolean mayMatch(Labels set, List<Matcher> matchers) {
    return matchers.stream()
        .allMatch(matcher ->
            set.get(matcher.name()).isEmpty()
                || matcher.matchesSeries(set.packed(), 0, set.packed().length));
  }

  /** The clusters that its data is of, for warnings; empty if not known. */
  String clusters() {
    return String.join(
        ", ",
        labelSets.stream()
            .flatMap(set -> set.get("cluster").stream())
            .distinct()
            .sorted()
            .toList());
  }
}
