package io.meridian.storeapi.serve;

import io.meridian.api.thanos.Label;
import io.meridian.model.Labels;
import java.util.List;

/** Label sets of messages that are few. */
final class WireLabels {
  private WireLabels() {}

  static List<Label> list(Labels labels) {
    return labels.toMap().entrySet().stream()
        .map(label -> Label.newBuilder().setName(label.getKey()).setValue(label.getValue()).build())
        .toList();
  }
}
