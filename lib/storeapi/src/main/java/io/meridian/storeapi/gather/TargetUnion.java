package io.meridian.storeapi.gather;

import com.google.protobuf.Timestamp;
import io.meridian.api.thanos.ActiveTarget;
import io.meridian.api.thanos.DroppedTarget;
import io.meridian.api.thanos.TargetDiscovery;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import io.meridian.storeapi.wire.LabelSets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Scrape targets of several servers. Targets that are the same once replica labels are off are one:
 * the one that is worse off stays, or else the one scraped last.
 */
final class TargetUnion {
  private static final Comparator<ActiveTarget> BY_WORTH =
      Comparator.comparingInt(ActiveTarget::getHealthValue)
          .thenComparing(
              ActiveTarget::getLastScrape,
              Comparator.comparingLong(Timestamp::getSeconds)
                  .thenComparingInt(Timestamp::getNanos)
                  .reversed());

  private static final Comparator<Identity> BY_IDENTITY =
      Comparator.comparing(Identity::url)
          .thenComparing(Identity::pool)
          .thenComparing(Identity::discovered)
          .thenComparing(Identity::labels);

  private final List<Matcher> must;
  private final LabelNames removed;
  private final SortedMap<Identity, ActiveTarget> active = new TreeMap<>(BY_IDENTITY);
  private final SortedMap<Labels, DroppedTarget> dropped = new TreeMap<>();

  /**
   * No targets yet.
   *
   * @param must what the labels of every target must satisfy
   */
  TargetUnion(List<Matcher> must, List<String> removed) {
    this.must = must;
    this.removed = LabelNames.of(removed);
  }

  private record Identity(String url, String pool, Labels discovered, Labels labels) {}

  void add(TargetDiscovery found) {
    found.getActiveTargetsList().forEach(this::add);
    for (DroppedTarget target : found.getDroppedTargetsList()) {
      Labels labels = LabelSets.read(target.getDiscoveredLabels());
      if (isWanted(labels)) {
        Labels left = labels.without(removed);
        dropped.computeIfAbsent(
            left, _ -> target.toBuilder().setDiscoveredLabels(LabelSets.write(left)).build());
      }
    }
  }

  private void add(ActiveTarget target) {
    Labels labels = LabelSets.read(target.getLabels());
    if (isWanted(labels)) {
      Labels discovered = LabelSets.read(target.getDiscoveredLabels()).without(removed);
      Labels left = labels.without(removed);
      ActiveTarget stripped =
          target.toBuilder()
              .setDiscoveredLabels(LabelSets.write(discovered))
              .setLabels(LabelSets.write(left))
              .build();
      active.merge(
          new Identity(target.getScrapeUrl(), target.getScrapePool(), discovered, left),
          stripped,
          (known, other) -> BY_WORTH.compare(known, other) <= 0 ? known : other);
    }
  }

  private boolean isWanted(Labels labels) {
    byte[] packed = labels.packed();
    return must.stream().allMatch(matcher -> matcher.matchesSeries(packed, 0, packed.length));
  }

  TargetDiscovery targets() {
    return TargetDiscovery.newBuilder()
        .addAllActiveTargets(new ArrayList<>(active.values()))
        .addAllDroppedTargets(new ArrayList<>(dropped.values()))
        .build();
  }
}
