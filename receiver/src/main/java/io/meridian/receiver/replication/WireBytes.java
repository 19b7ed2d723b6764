package io.meridian.receiver.replication;

/** Bytes that nobody changes any more: the first of an array. */
final class WireBytes {
  private final byte[] array;
  private final int length;

  WireBytes(byte[] array, int length) {
    this.array = array;
    this.length = length;
  }

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }
}
