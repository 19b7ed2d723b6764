package io.meridian.tsdb.ingest;

import io.meridian.model.InvalidRequestException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks over the fields of a protobuf message without making objects. A nested message is walked
 * over by lowering the limit and raising it again:
 *
 * <pre>
 *   int outer = fields.enter();
 *   while (fields.next()) …
 *   fields.leave(outer);
 * </pre>
 *
 * Reads never pass the limit; whatever does not fit is an {@link InvalidRequestException} that
 * names the offset.
 */
final class WireFields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = {};
  private int begin;
  private int at;
  private int limit;
  private int fieldAt;
  private int field;
  private int type;

  /** Starts before the first field of a message. */
  void reset(byte[] body, int from, int to) {
    bytes = body;
    begin = from;
    at = from;
    limit = to;
  }

  /** Moves to the next field of the message; false at its end. */
  boolean next() {
    if (at == limit) {
      return false;
    }
    fieldAt = at;
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) tag & 7;
    if (tag >>> 32 != 0 || field == 0) {
      throw invalid("a field number was expected");
    }
    return true;
  }

  /** The number of the current field. */
  int field() {
    return field;
  }

  /** Where the current field begins, its tag included. */
  int fieldAt() {
    return fieldAt;
  }

  /** Where the next byte is read. */
  int position() {
    return at;
  }

  /** Whether more of the current message or packed field follows. */
  boolean hasMore() {
    return at < limit;
  }

  /** Enters the current field, which holds bytes; returns what {@link #leave} needs. */
  int enter() {
    int length = length();
    int outer = limit;
    limit = at + length;
    return outer;
  }

  /** Leaves what was entered, whatever of it was read. */
  void leave(int outer) {
    at = limit;
    limit = outer;
  }

  /** Passes the bytes of the current field; they are those before {@link #position} then. */
  int skipBytes() {
    int length = length();
    at += length;
    return length;
  }

  /**
   * Passes fields that stand together and begin with the same tag, of one byte, and a length of one
   * byte: what most fields with a few bytes in them are.
   *
   * @param tag of fields that hold bytes
   * @return where they end, which is the next position
   */
  int passShort(int tag) {
    int next = at;
    while (limit - next >= 2 && bytes[next] == tag) {
      int length = bytes[next + 1];
      if (length < 0 || length > limit - next - 2) {
        break;
      }
      next += 2 + length;
    }
    at = next;
    return next;
  }

  private int length() {
    require(BYTES, "bytes");
    long length = varint();
    if (length < 0 || length > limit - at) {
      throw invalid("a field of " + length + " bytes, only " + (limit - at) + " follow");
    }
    return (int) length;
  }

  /** The current field, an integer of any size. */
  long integer() {
    require(VARINT, "a number");
    return varint();
  }

  /** The current field, a zigzag integer. */
  long signed() {
    require(VARINT, "a number");
    return varintSigned();
  }

  /** The bits of the current field, a double. */
  long fixed() {
    require(FIXED64, "eight bytes");
    return word();
  }

  /** Whether the current field is packed: more than one value in it. */
  boolean isPacked() {
    return type == BYTES;
  }

  long varintSigned() {
    long value = varint();
    return (value >>> 1) ^ -(value & 1);
  }

  long word() {
    if (limit - at < Long.BYTES) {
      throw invalid("eight bytes were expected, " + (limit - at) + " follow");
    }
    long word = (long) LONG.get(bytes, at);
    at += Long.BYTES;
    return word;
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      if (at == limit) {
        throw invalid("a number was expected, the message ends");
      }
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw invalid("a number longer than ten bytes");
  }

  /** Passes the current field, which is of no interest. */
  void skip() {
    switch (type) {
      case VARINT -> varint();
      case FIXED64 -> word();
      case BYTES -> skipBytes();
      case FIXED32 -> {
        if (limit - at < Integer.BYTES) {
          throw invalid("four bytes were expected, " + (limit - at) + " follow");
        }
        at += Integer.BYTES;
      }
      default -> throw invalid("field " + field + " has the unknown wire type " + type);
    }
  }

  private void require(int wanted, String what) {
    if (type != wanted) {
      throw invalid("field " + field + " was expected to hold " + what);
    }
  }

  /** An error at the current place. */
  InvalidRequestException invalid(String finding) {
    return new InvalidRequestException(
        "remote write request, at byte " + (at - begin) + ": " + finding);
  }
}
