package io.meridian.storeapi.dial;

import io.meridian.model.LabelBytes;
import io.meridian.model.LabelNames;
import io.meridian.model.Labels;
import io.meridian.model.Matcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether no series can be in two of several parts of the fleet. */
final class DistinctParts {
  private DistinctParts() {}

  /**
   * Whether any two parts differ in the value of a label that all of them have, and each of their
   * series.
   *
   * @param parts what all series of a part have in the end, by part
   */
  static boolean are(List<Labels> parts) {
    if (parts.size() < 2) {
      return true;
    }
    Set<String> common = new HashSet<>(parts.getFirst().toMap().keySet());
    parts.forEach(part -> common.retainAll(part.toMap().keySet()));
    Set<Map<String, String>> seen = new HashSet<>();
    return parts.stream()
        .allMatch(part -> {
          Map<String, String> values = new HashMap<>(part.toMap());
          values.keySet().retainAll(common);
          return seen.add(values);
        });
  }

  /**
   * Whether that is so of all parts that stores announce and that may match.
   *
   * @param removed labels that no series keeps
   */
  static boolean areAnnounced(List<Endpoint> stores, List<Matcher> matchers, LabelNames removed) {
    List<Labels> parts = new ArrayList<>();
    for (Endpoint store : stores) {
      List<EndpointInfo.Part> announced = store.info().narrowed(matchers).parts();
      announced.forEach(part -> parts.add(without(part.labels(), removed)));
      if (announced.isEmpty()) {
        parts.add(Labels.EMPTY); // which tells nothing
      }
    }
    return are(parts);
  }

  private static Labels without(Labels labels, LabelNames removed) {
    byte[] packed = labels.packed();
    LabelBytes left = new LabelBytes();
    removed.select(false, packed, 0, packed.length, left);
    return left.labels(0);
  }
}
