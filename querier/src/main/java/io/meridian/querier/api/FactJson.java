package io.meridian.querier.api;

import com.google.protobuf.Timestamp;
import io.meridian.api.thanos.Label;
import io.meridian.api.thanos.ZLabelSet;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** Parts that rules, targets and alerts have in common, as JSON. */
final class FactJson {
  private FactJson() {}

  /** A label set as an object. */
  static void putLabels(ObjectNode into, String field, ZLabelSet labels) {
    ObjectNode object = into.putObject(field);
    for (Label label : labels.getLabelsList()) {
      object.put(label.getName(), label.getValue());
    }
  }

  /** An instant as RFC 3339 has it. */
  static void putTime(ObjectNode into, String field, Timestamp time) {
    into.put(field, Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
  }

  /** A text that is left out when it is empty. */
  static void putUnlessEmpty(ObjectNode into, String field, String text) {
    if (!text.isEmpty()) {
      into.put(field, text);
    }
  }
}
