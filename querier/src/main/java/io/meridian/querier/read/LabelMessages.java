package io.meridian.querier.read;

import io.meridian.api.thanos.Label;
import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import java.util.ArrayList;
import java.util.List;

/** Labels as messages have them. */
final class LabelMessages {
  private LabelMessages() {}

  static List<Label> of(Labels labels) {
    List<Label> list = new ArrayList<>(labels.size());
    LabelCursor label = labels.cursor();
    while (label.next()) {
      list.add(Label.newBuilder().setName(label.name()).setValue(label.value()).build());
    }
    return list;
  }
}
