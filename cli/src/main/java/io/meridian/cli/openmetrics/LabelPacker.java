package io.meridian.cli.openmetrics;

import io.meridian.model.PackedLabels;
import java.util.Arrays;

/** Collects the labels of a sample, escapes resolved, and packs them. Reused; allocates little. */
final class LabelPacker {
  private byte[] text = new byte[1024];
  private int size;

  /** Where each name ends and its value begins, where the value ends, and where it was read. */
  private int[] parts = new int[4 * 16];

  private int count;
  private int begin;
  private int[] order = new int[16];
  private byte[] packed = new byte[1024];
  private int packedSize;

  void clear() {
    size = 0;
    count = 0;
  }

  /** Begins a label, whose name and value are then appended. */
  void begin(int offset) {
    begin = size;
    if (parts.length < 4 * (count + 1)) {
      parts = Arrays.copyOf(parts, 2 * parts.length);
      order = Arrays.copyOf(order, 2 * order.length);
    }
    parts[4 * count] = begin;
    parts[4 * count + 3] = offset;
  }

  /** Appends bytes as they are. */
  void append(byte[] bytes, int from, int to) {
    reserve(to - from);
    System.arraycopy(bytes, from, text, size, to - from);
    size += to - from;
  }

  /** Appends what stands between quotes: {@code \n}, {@code \"} and {@code \\} are escapes. */
  void appendEscaped(byte[] bytes, int from, int to) {
    reserve(to - from);
    for (int at = from; at < to; at++) {
      byte b = bytes[at];
      if (b == '\\' && at + 1 < to) {
        byte escaped = bytes[at + 1];
        if (escaped == 'n' || escaped == '"' || escaped == '\\') {
          b = escaped == 'n' ? (byte) '\n' : escaped;
          at++;
        }
      }
      text[size++] = b;
    }
  }

  private void reserve(int more) {
    if (text.length < size + more) {
      text = Arrays.copyOf(text, Math.max(size + more, 2 * text.length));
    }
  }

  /** Ends the name of the label. */
  void endName() {
    parts[4 * count + 1] = size;
  }

  /** Whether the label's name is empty. */
  boolean isNameEmpty() {
    return parts[4 * count + 1] == begin;
  }

  /** Ends the label; one with an empty value is none. */
  void endValue() {
    parts[4 * count + 2] = size;
    if (size > parts[4 * count + 1]) {
      count++;
    } else {
      size = begin;
    }
  }

  /**
   * Packs the labels in the order of their names.
   *
   * @return −1, or where the second of two labels with one name was read
   */
  int pack() {
    for (int i = 0; i < count; i++) {
      int at = i;
      for (; at > 0; at--) {
        int order = compareNames(this.order[at - 1], i);
        if (order == 0) {
          return parts[4 * i + 3];
        }
        if (order < 0) {
          break;
        }
        this.order[at] = this.order[at - 1];
      }
      order[at] = i;
    }
    if (packed.length < size + 10 * count) {
      packed = new byte[2 * (size + 10 * count)];
    }
    packedSize = 0;
    for (int i = 0; i < count; i++) {
      int label = 4 * order[i];
      put(parts[label], parts[label + 1]);
      put(parts[label + 1], parts[label + 2]);
    }
    return -1;
  }

  private int compareNames(int a, int b) {
    return Arrays.compareUnsigned(
        text, parts[4 * a], parts[4 * a + 1], text, parts[4 * b], parts[4 * b + 1]);
  }

  private void put(int from, int to) {
    packedSize = PackedLabels.putLength(packed, packedSize, to - from);
    System.arraycopy(text, from, packed, packedSize, to - from);
    packedSize += to - from;
  }

  /** Holds the packed labels from 0 to {@link #packedSize}. */
  byte[] packed() {
    return packed;
  }

  int packedSize() {
    return packedSize;
  }
}
