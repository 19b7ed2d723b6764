package io.meridian.receiver.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.model.LabelCursor;
import io.meridian.model.Labels;
import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.message.Fields;
import io.meridian.service.relabel.Relabelling;
import io.meridian.service.tenant.TenantName;
import io.meridian.service.text.Utf8;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is done to each series: rules in their order, then the label that names its tenant is taken
 * off. Labels that are none are left to whoever appends them. Safe for use by many threads.
 */
public final class SeriesRules {
  private static final byte LABEL_TAG = 0x0a;
  private static final byte NAME_TAG = 0x0a;
  private static final byte VALUE_TAG = 0x12;

  private final Relabelling relabelling;
  private final Optional<String> tenantLabel;

  /**
   * Rules.
   *
   * @param tenantLabel the label whose value, if a series has it, is its tenant; a value that is no
   *     tenant's name changes nothing
   */
  public SeriesRules(Relabelling relabelling, Optional<String> tenantLabel) {
    this.relabelling = relabelling;
    this.tenantLabel = tenantLabel;
  }

  /** The fate of a series whose label fields stand in an array. */
  Fate of(byte[] bytes, int from, int to) {
    Map<String, String> labels = new TreeMap<>();
    if (!read(bytes, from, to, labels)) {
      return Fate.KEPT;
    }
    Map<String, String> before = new TreeMap<>(labels);
    if (!relabelling.apply(labels) || labels.isEmpty()) {
      return Fate.DROPPED;
    }
    Optional<String> tenant =
        tenantLabel
            .flatMap(name -> Optional.ofNullable(labels.get(name)))
            .filter(name -> TenantName.check(name).isEmpty());
    if (tenant.isPresent()) {
      labels.remove(tenantLabel.orElseThrow());
    }
    return tenant.isEmpty() && labels.equals(before)
        ? Fate.KEPT
        : new Fate.Changed(fields(labels), tenant);
  }

  /** Reads labels; false if they are damaged, twice there, or no UTF-8. */
  private static boolean read(byte[] bytes, int from, int to, Map<String, String> into) {
    Fields fields = new Fields(bytes, from, to);
    boolean good = true;
    while (fields.next()) {
      good &= fields.number() == 1 && readLabel(bytes, fields, into);
    }
    return good && fields.isWhole();
  }

  private static boolean readLabel(byte[] bytes, Fields label, Map<String, String> into) {
    Fields fields = new Fields(bytes, label.contentFrom(), label.contentTo());
    String[] texts = {"", ""};
    while (fields.next()) {
      if (fields.number() == 1 || fields.number() == 2) {
        int from = fields.contentFrom();
        int to = fields.contentTo();
        if (Utf8.firstInvalid(bytes, from, to) >= 0) {
          return false;
        }
        texts[fields.number() - 1] = new String(bytes, from, to - from, UTF_8);
      }
    }
    return fields.isWhole() && !texts[0].isEmpty() && into.put(texts[0], texts[1]) == null;
  }

  /** Labels as fields of a series, in the order of their names' bytes. */
  private static byte[] fields(Map<String, String> labels) {
    Bytes fields = new Bytes();
    for (LabelCursor label = Labels.of(labels).cursor(); label.next(); ) {
      int name = label.nameTo() - label.nameFrom();
      int value = label.valueTo() - label.valueFrom();
      int length = 2 + Bytes.varintSize(name) + name + Bytes.varintSize(value) + value;
      fields.add(LABEL_TAG).addVarint(length);
      fields.add(NAME_TAG).addVarint(name).add(label.bytes(), label.nameFrom(), label.nameTo());
      fields.add(VALUE_TAG).addVarint(value).add(label.bytes(), label.valueFrom(), label.valueTo());
    }
    return Arrays.copyOf(fields.array(), fields.size());
  }
}
