package io.meridian.tsdb.chunk;

import io.meridian.model.SampleBuffer;
import java.math.BigInteger;

/**
 * The float encodings read bit by bit, straight from their description and without a thought of
 * speed: what the decoders are held against.
 */
final class PlainFloatDecoder {
  private static final long STALE = 0x7ff0000000000002L;

  private final String digits;
  private int at;
  private long last;
  private int lead;
  private int trail;

  private PlainFloatDecoder(byte[] data) {
    byte[] behindOne = new byte[data.length + 1];
    behindOne[0] = 1;
    System.arraycopy(data, 0, behindOne, 1, data.length);
    digits = new BigInteger(behindOne).toString(2).substring(1);
  }

  /** The samples of a chunk. */
  static SampleBuffer read(ChunkEncoding encoding, byte[] data) throws DamagedChunk {
    PlainFloatDecoder in = new PlainFloatDecoder(data);
    return encoding == ChunkEncoding.XOR ? in.xor() : in.xor2();
  }

  /** The chunk is not what its description says. */
  static final class DamagedChunk extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private SampleBuffer xor() throws DamagedChunk {
    SampleBuffer samples = new SampleBuffer();
    int count = (int) field(16);
    long time = 0;
    long delta = 0;
    for (int n = 0; n < count; n++) {
      if (n == 0) {
        time = varint();
        last = field(64);
      } else {
        delta = n == 1 ? uvarint() : delta + xorChange();
        time += delta;
        if (bit()) {
          change(bit());
        }
      }
      samples.add(time, Double.longBitsToDouble(last));
    }
    return samples;
  }

  private long xorChange() throws DamagedChunk {
    return switch (ones(4)) {
      case 0 -> 0;
      case 1 -> varbit(14);
      case 2 -> varbit(17);
      case 3 -> varbit(20);
      default -> field(64);
    };
  }

  private SampleBuffer xor2() throws DamagedChunk {
    SampleBuffer samples = new SampleBuffer();
    int count = (int) field(16);
    boolean firstStarted = bit();
    int carrier = (int) field(7);
    long time = 0;
    long delta = 0;
    long firstStart = 0;
    long distance = 0;
    for (int n = 0; n < count; n++) {
      long previous = time;
      long value;
      if (n == 0) {
        time = varint();
        value = field(64);
        last = value == STALE ? 0 : value;
        firstStart = firstStarted ? time - varint() : 0;
      } else if (n == 1) {
        delta = uvarint();
        time += delta;
        value = xor2Value();
      } else {
        int ones = ones(5);
        switch (ones) {
          case 0, 1, 5 -> {}
          case 2 -> delta += twosComplement(13);
          case 3 -> delta += twosComplement(20);
          default -> delta += field(64);
        }
        time += delta;
        if (ones == 1) {
          change(bit());
        }
        value = ones == 5 ? STALE : ones < 2 ? last : xor2Value();
      }
      long start = firstStart;
      if (n > 0 && carrier > 0 && n >= carrier) {
        distance += variableBitInteger();
        start = previous - distance;
      }
      samples.add(time, Double.longBitsToDouble(value), start);
    }
    return samples;
  }

  private long xor2Value() throws DamagedChunk {
    switch (ones(3)) {
      case 0 -> {}
      case 1 -> change(false);
      case 2 -> change(true);
      default -> {
        return STALE;
      }
    }
    return last;
  }

  private void change(boolean anew) throws DamagedChunk {
    if (anew) {
      lead = (int) field(5);
      int width = (int) field(6);
      trail = 64 - lead - (width == 0 ? 64 : width);
      if (trail < 0) {
        throw new DamagedChunk();
      }
    }
    last ^= field(64 - lead - trail) << trail;
  }

  private long variableBitInteger() throws DamagedChunk {
    int[] widths = {0, 3, 6, 9, 12, 18, 25, 56, 64};
    int ones = ones(8);
    return ones == 0 ? 0 : ones == 8 ? field(64) : varbit(widths[ones]);
  }

  private int ones(int most) throws DamagedChunk {
    int ones = 0;
    while (ones < most && bit()) {
      ones++;
    }
    return ones;
  }

  private long varbit(int width) throws DamagedChunk {
    long field = field(width);
    return field > 1L << (width - 1) ? field - (1L << width) : field;
  }

  private long twosComplement(int width) throws DamagedChunk {
    long field = field(width);
    return field >= 1L << (width - 1) ? field - (1L << width) : field;
  }

  private long varint() throws DamagedChunk {
    long zigzag = uvarint();
    return (zigzag >>> 1) ^ -(zigzag & 1);
  }

  private long uvarint() throws DamagedChunk {
    BigInteger value = BigInteger.ZERO;
    for (int shift = 0; shift < 70; shift += 7) {
      long group = field(8);
      value = value.add(BigInteger.valueOf(group & 0x7f).shiftLeft(shift));
      if (group < 0x80) {
        if (value.bitLength() > 64) {
          break;
        }
        return value.longValue();
      }
    }
    throw new DamagedChunk();
  }

  private boolean bit() throws DamagedChunk {
    return field(1) == 1;
  }

  private long field(int width) throws DamagedChunk {
    if (at + width > digits.length()) {
      throw new DamagedChunk();
    }
    at += width;
    return width == 0 ? 0 : Long.parseUnsignedLong(digits, at - width, at, 2);
  }
}
