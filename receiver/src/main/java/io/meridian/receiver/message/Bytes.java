package io.meridian.receiver.message;

import java.util.Arrays;

/** Bytes that grow. */
public final class Bytes {
  private byte[] bytes;
  private int size;

  /** None yet, of an unknown number. */
  public Bytes() {
    this(256);
  }

  /** None yet. */
  public Bytes(int expected) {
    bytes = new byte[expected];
  }

  public Bytes clear() {
    size = 0;
    return this;
  }

  public Bytes add(byte value) {
    reserve(1);
    bytes[size++] = value;
    return this;
  }

  public Bytes add(byte[] from, int at, int to) {
    reserve(to - at);
    System.arraycopy(from, at, bytes, size, to - at);
    size += to - at;
    return this;
  }

  public Bytes addVarint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      add((byte) (rest | 0x80));
      rest >>>= 7;
    }
    return add((byte) rest);
  }

  public Bytes addFixed(long value) {
    for (int shift = 0; shift < Long.SIZE; shift += 8) {
      add((byte) (value >>> shift));
    }
    return this;
  }

  public static int varintSize(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value | 1) + 6) / 7;
  }

  private void reserve(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), 2 * size));
    }
  }

  public byte[] array() {
    return bytes;
  }

  public int size() {
    return size;
  }
}
