package io.meridian.model;

import java.util.Arrays;

/** A growing array of packed labels, reused from set to set; allocates only when it must grow. */
public final class LabelBytes {
  private byte[] bytes;
  private int length;

  public LabelBytes() {
    this(512);
  }

  /** Begins with room for so many bytes. */
  public LabelBytes(int room) {
    bytes = new byte[room];
  }

  /** Forgets everything and keeps the array. */
  public LabelBytes clear() {
    length = 0;
    return this;
  }

  /** The array; replaced when it grows. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes of the array are used. */
  public int length() {
    return length;
  }

  /** Adds bytes. */
  public LabelBytes add(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
    return this;
  }

  /** Adds a byte. */
  public LabelBytes add(byte one) {
    reserve(1);
    bytes[length++] = one;
    return this;
  }

  private void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(needed, (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8)));
    }
  }

  /** A copy of the bytes from an offset on as a label set. */
  public Labels labels(int from) {
    return Labels.copyOf(bytes, from, length);
  }
}
