package io.meridian.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Collects labels in any order and packs them. Setting a name again replaces its value, an empty
 * value removes it. A builder can be reused after {@link #build} by calling {@link #clear}.
 */
public final class LabelsBuilder {
  private byte[][] names = new byte[16][];
  private byte[][] values = new byte[16][];
  private int size;

  /** A builder that starts with the labels of a set. */
  public static LabelsBuilder from(Labels labels) {
    LabelsBuilder builder = new LabelsBuilder();
    for (LabelCursor label = labels.cursor(); label.next(); ) {
      builder.set(
          Arrays.copyOfRange(label.bytes(), label.nameFrom(), label.nameTo()),
          Arrays.copyOfRange(label.bytes(), label.valueFrom(), label.valueTo()));
    }
    return builder;
  }

  /** Forgets every label. */
  public LabelsBuilder clear() {
    Arrays.fill(names, 0, size, null);
    Arrays.fill(values, 0, size, null);
    size = 0;
    return this;
  }

  public LabelsBuilder set(String name, String value) {
    return set(name.getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets a label; both arrays belong to the builder from now on. */
  public LabelsBuilder set(byte[] name, byte[] value) {
    if (name.length == 0) {
      throw new IllegalArgumentException("a label name must not be empty");
    }
    int at = position(name);
    boolean present = at < size && Arrays.equals(names[at], name);
    if (value.length == 0) {
      if (present) {
        removeAt(at);
      }
    } else if (present) {
      values[at] = value;
    } else {
      insertAt(at, name, value);
    }
    return this;
  }

  public LabelsBuilder remove(String name) {
    return set(name, "");
  }

  /** The labels set so far. */
  public Labels build() {
    int length = 0;
    for (int i = 0; i < size; i++) {
      length += packedSize(names[i]) + packedSize(values[i]);
    }
    byte[] packed = new byte[length];
    int at = 0;
    for (int i = 0; i < size; i++) {
      at = put(packed, put(packed, at, names[i]), values[i]);
    }
    return Labels.ofPacked(packed);
  }

  private static int packedSize(byte[] string) {
    return PackedLabels.lengthSize(string.length) + string.length;
  }

  private static int put(byte[] packed, int at, byte[] string) {
    int from = PackedLabels.putLength(packed, at, string.length);
    System.arraycopy(string, 0, packed, from, string.length);
    return from + string.length;
  }

  /** Where a name stands or belongs; labels mostly come in order, so the end is looked at first. */
  private int position(byte[] name) {
    if (size == 0 || Arrays.compareUnsigned(names[size - 1], name) < 0) {
      return size;
    }
    int from = 0;
    int to = size - 1;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (Arrays.compareUnsigned(names[middle], name) < 0) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private void insertAt(int at, byte[] name, byte[] value) {
    if (size == names.length) {
      names = Arrays.copyOf(names, size * 2);
      values = Arrays.copyOf(values, size * 2);
    }
    System.arraycopy(names, at, names, at + 1, size - at);
    System.arraycopy(values, at, values, at + 1, size - at);
    names[at] = name;
    values[at] = value;
    size++;
  }

  private void removeAt(int at) {
    System.arraycopy(names, at + 1, names, at, size - at - 1);
    System.arraycopy(values, at + 1, values, at, size - at - 1);
    size--;
  }
}
