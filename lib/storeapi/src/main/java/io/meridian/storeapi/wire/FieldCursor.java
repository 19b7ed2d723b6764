package io.meridian.storeapi.wire;

import io.meridian.model.CorruptDataException;

/**
 * Walks over the fields of a message in a range of an array, trusting nothing: every length is held
 * against what is left. Copies nothing; for one thread.
 */
final class FieldCursor {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private String object = "message";
  private byte[] bytes = {};
  private int begin;
  private int at;
  private int end;
  private int field;
  private int kind;
  private long number;
  private int from;

  /** Starts before the first field of a message. */
  void reset(String name, byte[] message, int messageFrom, int messageTo) {
    object = name;
    bytes = message;
    begin = messageFrom;
    at = messageFrom;
    end = messageTo;
  }

  /**
   * Moves to the next field; false at the end.
   *
   * @throws CorruptDataException if there is no whole field
   */
  boolean next() {
    if (at == end) {
      return false;
    }
    from = at;
    long tag = varint();
    field = (int) (tag >>> 3);
    kind = (int) tag & 7;
    if (tag >>> 32 != 0 || field == 0) {
      throw corrupt("a field's number was expected, found " + Long.toUnsignedString(tag >>> 3));
    }
    switch (kind) {
      case VARINT -> number = varint();
      case FIXED64 -> skip(8);
      case FIXED32 -> skip(4);
      case BYTES -> {
        long length = varint();
        from = at;
        skip(length);
      }
      default -> throw corrupt("wire type " + kind + " has no place here");
    }
    return true;
  }

  private void skip(long length) {
    if (length < 0 || length > end - at) {
      throw corrupt(
          "%s bytes were announced, %d are left"
              .formatted(Long.toUnsignedString(length), end - at));
    }
    from = at;
    at += (int) length;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64 && at < end; shift += 7) {
      byte group = bytes[at++];
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw corrupt("a number was expected");
  }

  /** An error at the current place. */
  CorruptDataException corrupt(String finding) {
    return new CorruptDataException(object, at - begin, finding);
  }

  /** Whether the current field has a number and holds bytes. */
  boolean isBytes(int wanted) {
    return field == wanted && kind == BYTES;
  }

  /** Whether the current field has a number and holds one. */
  boolean isNumber(int wanted) {
    return field == wanted && kind == VARINT;
  }

  int field() {
    return field;
  }

  /** The number that the current field holds. */
  long number() {
    return number;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Where the current field's bytes begin. */
  int from() {
    return from;
  }

  /** Where the current field ends. */
  int to() {
    return at;
  }
}
