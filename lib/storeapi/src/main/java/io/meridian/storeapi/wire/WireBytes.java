package io.meridian.storeapi.wire;

import java.util.Arrays;

/** A growing array that protobuf's fields are written into, reused from message to message. */
public final class WireBytes {
  private byte[] bytes;
  private int length;

  public WireBytes() {
    this(256);
  }

  /** Begins with room for so many bytes. */
  public WireBytes(int room) {
    bytes = new byte[room];
  }

  /** Forgets everything and keeps the array. */
  public WireBytes clear() {
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

  /** How many bytes a number takes. */
  static int varintSize(long value) {
    return (70 - Long.numberOfLeadingZeros(value | 1)) / 7;
  }

  /** Makes sure that so many bytes more can be written without growing. */
  public void reserve(int more) {
    int needed = Math.addExact(length, more);
    if (needed > bytes.length) {
      int doubled = (int) Math.min(2L * bytes.length, Integer.MAX_VALUE - 8);
      bytes = Arrays.copyOf(bytes, Math.max(needed, doubled));
    }
  }

  /** Takes for used what was written into the array, for which there must have been room. */
  void end(int written) {
    length = written;
  }

  /** A byte, mostly the tag of a field with a number below 16. */
  public WireBytes put(int one) {
    reserve(1);
    bytes[length++] = (byte) one;
    return this;
  }

  /** A number, unsigned. */
  public WireBytes varint(long value) {
    reserve(10);
    int at = length;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
    length = at;
    return this;
  }

  /** Bytes as they are. */
  public WireBytes add(byte[] source, int from, int to) {
    reserve(to - from);
    System.arraycopy(source, from, bytes, length, to - from);
    length += to - from;
    return this;
  }
}
