package io.meridian.storeapi.wire;

import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.ZLabelSet;
import io.meridian.model.Labels;
import io.meridian.model.LabelsBuilder;
import java.util.List;

/** Label sets of messages that are few: announcements, rules, targets, exemplars. */
public final class LabelSets {
  private LabelSets() {}

  /** A message's set; a label without a name or a value is none. */
  public static Labels read(ZLabelSet set) {
    LabelsBuilder labels = new LabelsBuilder();
    for (Label label : set.getLabelsList()) {
      if (!label.getName().isEmpty()) {
        labels.set(label.getName(), label.getValue());
      }
    }
    return labels.build();
  }

  /** A set for a message. */
  public static ZLabelSet write(Labels labels) {
    return ZLabelSet.newBuilder().addAllLabels(list(labels)).build();
  }

  /** The labels of a set, one by one. */
  public static List<Label> list(Labels labels) {
    return labels.toMap().entrySet().stream()
        .map(label -> Label.newBuilder().setName(label.getKey()).setValue(label.getValue()).build())
        .toList();
  }
}
