package io.meridian.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An immutable label set: one packed array of UTF-8 bytes, in the form and order that {@link
 * PackedLabels} describes. Strings are made for people and protocols at the edges only.
 */
public final class Labels implements Comparable<Labels> {
  /** The set without a label. */
  public static final Labels EMPTY = new Labels(new byte[0]);

  /** The name of the label that holds a metric's name. */
  public static final String METRIC_NAME = "__name__";

  private final byte[] packed;

  private Labels(byte[] packed) {
    this.packed = packed;
  }

  /**
   * Takes a packed set as it is; the array belongs to the result from now on.
   *
   * @param packed bytes in the canonical form of {@link PackedLabels}; not checked
   */
  public static Labels ofPacked(byte[] packed) {
    return packed.length == 0 ? EMPTY : new Labels(packed);
  }

  /** Copies a range of packed bytes in canonical form; not checked. */
  public static Labels copyOf(byte[] packed, int from, int to) {
    return ofPacked(Arrays.copyOfRange(packed, from, to));
  }

  /** A set of names and values by turns, in any order; an empty value leaves its label out. */
  public static Labels of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException(
          "names and values must come in pairs, got " + namesAndValues.length);
    }
    LabelsBuilder builder = new LabelsBuilder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.set(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** A set with the entries of a map. */
  public static Labels of(Map<String, String> labels) {
    LabelsBuilder builder = new LabelsBuilder();
    labels.forEach(builder::set);
    return builder.build();
  }

  /** The packed form; not to be written to. */
  public byte[] packed() {
    return packed;
  }

  /** How many labels there are. */
  public int size() {
    return PackedLabels.count(packed, 0, packed.length);
  }

  public boolean isEmpty() {
    return packed.length == 0;
  }

  /** The value of a label. */
  public Optional<String> get(String name) {
    int at = PackedLabels.find(packed, 0, packed.length, name.getBytes(StandardCharsets.UTF_8));
    if (at < 0) {
      return Optional.empty();
    }
    int length = PackedLabels.length(packed, at);
    int from = at + PackedLabels.lengthSize(length);
    return Optional.of(new String(packed, from, length, StandardCharsets.UTF_8));
  }

  /** The labels with other names than these. */
  public Labels without(LabelNames names) {
    return select(false, names);
  }

  /** The labels with these names. */
  public Labels only(LabelNames names) {
    return select(true, names);
  }

  private Labels select(boolean included, LabelNames names) {
    LabelBytes into = new LabelBytes();
    names.select(included, packed, 0, packed.length, into);
    return into.length() == packed.length ? this : into.labels(0);
  }

  /** The labels and external ones, which win over labels of the same name. */
  public Labels withExternal(Labels external) {
    return new LabelRewrite(external, LabelNames.NONE).apply(this);
  }

  /** A cursor before the first label. */
  public LabelCursor cursor() {
    return new LabelCursor().reset(this);
  }

  /** The labels by name, in order. */
  public Map<String, String> toMap() {
    Map<String, String> map = new LinkedHashMap<>();
    for (LabelCursor label = cursor(); label.next(); ) {
      map.put(label.name(), label.value());
    }
    return map;
  }

  @Override
  public int compareTo(Labels other) {
    return PackedLabels.compare(packed, 0, packed.length, other.packed, 0, other.packed.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Labels labels && Arrays.equals(packed, labels.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  /** The set as Prometheus prints it in braces: {@code {a="1", b="2"}}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (LabelCursor label = cursor(); label.next(); ) {
      if (text.length() > 1) {
        text.append(", ");
      }
      LabelText.appendName(text, label.name());
      text.append('=');
      LabelText.appendQuoted(text, label.value());
    }
    return text.append('}').toString();
  }
}
