package io.meridian.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A set of label names as UTF-8 bytes, in ascending order, and what label sets are with or without
 * them.
 */
public final class LabelNames {
  /** No name. */
  public static final LabelNames NONE = new LabelNames(new byte[0][]);

  private final byte[][] names;

  private LabelNames(byte[][] names) {
    this.names = names;
  }

  public static LabelNames of(String... names) {
    return of(List.of(names));
  }

  /** A set of names in any order; repeated ones count once. */
  public static LabelNames of(Collection<String> names) {
    byte[][] sorted =
        names.stream()
            .distinct()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    Arrays.sort(sorted, Arrays::compareUnsigned);
    return sorted.length == 0 ? NONE : new LabelNames(sorted);
  }

  /** The names of a label set. */
  public static LabelNames of(Labels labels) {
    return of(labels.toMap().keySet());
  }

  public int size() {
    return names.length;
  }

  public boolean isEmpty() {
    return names.length == 0;
  }

  /** A name by its place in the order; not to be written to. */
  public byte[] name(int index) {
    return names[index];
  }

  /** Whether a name is in the set. */
  public boolean contains(byte[] bytes, int from, int to) {
    int at = position(0, bytes, from, to);
    return at < names.length && Arrays.equals(names[at], 0, names[at].length, bytes, from, to);
  }

  /** These names and others. */
  public LabelNames or(LabelNames others) {
    byte[][] all = Arrays.copyOf(names, names.length + others.names.length);
    int size = names.length;
    for (byte[] name : others.names) {
      if (!contains(name, 0, name.length)) {
        all[size++] = name;
      }
    }
    all = Arrays.copyOf(all, size);
    Arrays.sort(all, Arrays::compareUnsigned);
    return new LabelNames(all);
  }

  /** The first place from an index on whose name does not come before a name. */
  int position(int index, byte[] bytes, int from, int to) {
    int at = index;
    while (at < names.length && compare(names[at], bytes, from, to) < 0) {
      at++;
    }
    return at;
  }

  /** Adds those labels of a packed set to a sink whose names are in this set, or are not. */
  public void select(boolean included, byte[] packed, int from, int to, LabelBytes into) {
    int kept = from;
    int index = 0;
    for (int at = from; at < to; ) {
      int length = PackedLabels.length(packed, at);
      int nameFrom = at + PackedLabels.lengthSize(length);
      int nameTo = nameFrom + length;
      int next = PackedLabels.skipString(packed, nameTo);
      int order = -1;
      while (index < names.length && order < 0) {
        order = compare(names[index], packed, nameFrom, nameTo);
        index += order > 0 ? 0 : 1;
      }
      if (order < 0) {
        into.add(packed, kept, included ? at : to);
        return;
      }
      boolean named = order == 0;
      if (named != included) {
        into.add(packed, kept, at);
        kept = next;
      }
      at = next;
    }
    into.add(packed, kept, to);
  }

  /** As bytes; names mostly differ in their first one. */
  private static int compare(byte[] name, byte[] bytes, int from, int to) {
    if (name.length > 0 && from < to && name[0] != bytes[from]) {
      return Byte.compareUnsigned(name[0], bytes[from]);
    }
    return Arrays.compareUnsigned(name, 0, name.length, bytes, from, to);
  }
}
