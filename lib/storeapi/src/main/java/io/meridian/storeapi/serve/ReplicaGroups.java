package io.meridian.storeapi.serve;

import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the stores that are replicas of each other: blocks whose external labels become equal
 * without the replica labels. The first of them by its labels comes first.
 */
final class ReplicaGroups {
  private final LabelNames replicaLabels;

  ReplicaGroups(LabelNames replicaLabels) {
    this.replicaLabels = replicaLabels;
  }

  /** Stores in groups; those that are not known to be of blocks stay alone. */
  List<List<SeriesAnswer.Asked>> of(List<SeriesAnswer.Asked> stores) {
    List<List<SeriesAnswer.Asked>> groups = new ArrayList<>();
    Map<Labels, List<SeriesAnswer.Asked>> replicas = new LinkedHashMap<>();
    for (SeriesAnswer.Asked each : stores) {
      if (each.store().blockRanges(each.request()).isEmpty()) {
        groups.add(List.of(each));
      } else {
        Labels common = each.store().externalLabels().without(replicaLabels);
        replicas.computeIfAbsent(common, _ -> new ArrayList<>()).add(each);
      }
    }
    for (List<SeriesAnswer.Asked> group : replicas.values()) {
      group.sort(Comparator.comparing(each -> each.store().externalLabels()));
      groups.add(group);
    }
    return groups;
  }
}
