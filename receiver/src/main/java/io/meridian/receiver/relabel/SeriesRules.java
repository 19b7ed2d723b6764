package io.meridian.receiver.relabel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.meridian.model.Labels;
import io.meridian.receiver.message.Bytes;
import io.meridian.receiver.message.Fields;
import io.meridian.service.relabel.Relabelling;
import io.meridian.service.tenant.TenantName;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
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
    Labels before = Labels.of(labels);
    Optional<Labels> after = relabelling.apply(before);
    if (after.isEmpty() || after.get().isEmpty()) {
      return Fate.DROPPED;
    }
    Optional<String> tenant =
        tenantLabel.flatMap(after.get()::get).filter(name -> TenantName.check(name).isEmpty());
    if (tenant.isEmpty()) {
      return after.get().equals(before)
          ? Fate.KEPT
          : new Fate.Changed(fields(after.get()), Optional.empty());
    }
    Map<String, String> rest = after.get().toMap();
    rest.remove(tenantLabel.orElseThrow());
    return new Fate.Changed(fields(Labels.of(rest)), tenant);
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
        Optional<String> text = text(bytes, fields.contentFrom(), fields.contentTo());
        if (text.isEmpty()) {
          return false;
        }
        texts[fields.number() - 1] = text.get();
      }
    }
    return fields.isWhole() && !texts[0].isEmpty() && into.put(texts[0], texts[1]) == null;
  }

  private static Optional<String> text(byte[] bytes, int from, int to) {
    try {
      return Optional.of(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, to - from)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** Labels as fields of a series, in the order of their names' bytes. */
  private static byte[] fields(Labels labels) {
    Bytes fields = new Bytes();
    labels
        .toMap()
        .forEach((name, value) -> {
          Bytes label = new Bytes();
          byte[] nameText = name.getBytes(UTF_8);
          byte[] valueText = value.getBytes(UTF_8);
          label.add(NAME_TAG).addVarint(nameText.length).add(nameText, 0, nameText.length);
          label.add(VALUE_TAG).addVarint(valueText.length).add(valueText, 0, valueText.length);
          fields.add(LABEL_TAG).addVarint(label.size()).add(label.array(), 0, label.size());
        });
    return Arrays.copyOf(fields.array(), fields.size());
  }
}
