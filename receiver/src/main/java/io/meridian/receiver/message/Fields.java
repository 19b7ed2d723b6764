package io.meridian.receiver.message;

/**
 * Walks over the fields of a protobuf message that is a slice of an array. A message that is not
 * whole ends the walk early and says so; nothing is read beyond the slice.
 */
public final class Fields {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;

  private byte[] bytes = {};
  private int to;
  private int at;
  private int fieldAt;
  private int number;
  private int contentFrom;
  private long value;
  private boolean whole = true;

  /** Fields of nothing, to be {@link #reset}. */
  public Fields() {}

  public Fields(byte[] bytes, int from, int to) {
    reset(bytes, from, to);
  }

  /** Begins with another message. */
  public void reset(byte[] message, int from, int end) {
    bytes = message;
    to = end;
    at = from;
    whole = true;
  }

  /** Moves to the next field. */
  public boolean next() {
    if (at >= to || !whole) {
      return false;
    }
    fieldAt = at;
    long tag = varint();
    number = (int) (tag >>> 3);
    whole &= number > 0 && tag >>> 32 == 0;
    contentFrom = at;
    switch ((int) tag & 7) {
      case VARINT -> value = varint();
      case FIXED64 -> pass(Long.BYTES);
      case FIXED32 -> pass(Integer.BYTES);
      case BYTES -> {
        long length = varint();
        contentFrom = at;
        pass(length);
      }
      default -> whole = false;
    }
    return whole;
  }

  private void pass(long length) {
    if (length < 0 || length > to - at) {
      whole = false;
    } else {
      at += (int) length;
    }
  }

  private long varint() {
    long result = 0;
    for (int shift = 0; shift < 70 && at < to; shift += 7) {
      byte next = bytes[at++];
      result |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return result;
      }
    }
    whole = false;
    return 0;
  }

  /** Whether no damage was met so far. */
  public boolean isWhole() {
    return whole;
  }

  public int number() {
    return number;
  }

  /** Where the field begins, with its tag. */
  public int fieldAt() {
    return fieldAt;
  }

  /** Where its content begins, behind tag and length. */
  public int contentFrom() {
    return contentFrom;
  }

  /** Behind the field. */
  public int contentTo() {
    return at;
  }

  /** The value of a field that is a number. */
  public long value() {
    return value;
  }
}
