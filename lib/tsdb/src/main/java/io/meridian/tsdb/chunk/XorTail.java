package io.meridian.tsdb.chunk;

/**
 * Continues XOR chunks where they stand, in the array of whoever keeps them: the state of a chunk's
 * end is set, samples are appended, the state is taken back. What is written is what {@link
 * XorEncoder} writes, except for the count of the header, which {@link #putCount} sets in a copy.
 *
 * <p>A write changes no bit before the chunk's end. So a chunk can be copied while it is appended
 * to, as far as a length says that was read before. Up to {@link #ROOM} bytes behind the end are
 * overwritten with rubbish.
 *
 * <p>For one thread.
 */
public final class XorTail {
  /** How many bytes behind a chunk's end must belong to the chunk for one more sample. */
  public static final int ROOM = 28;

  private static final int HEADER = 2;

  private int count;
  private long length;
  private long time;
  private long delta;
  private long bits;
  private int lead;
  private int trail;

  private byte[] into = {};
  private int from;

  public XorTail() {}

  /**
   * Begins an empty chunk.
   *
   * @param array holds the chunk's data from an offset on
   */
  public void begin(byte[] array, int offset) {
    into = array;
    from = offset;
    into[from] = 0;
    into[from + 1] = 0;
    count = 0;
    length = 8 * HEADER;
    time = 0;
    delta = 0;
    bits = 0;
    lead = NO_WINDOW;
    trail = 0;
  }

  /** What {@link #lead} is before any value changed. */
  private static final int NO_WINDOW = 65;

  /** Sets the state of a chunk's end, as it was after the last append. */
  public void resume(byte[] array, int offset, int samples, long bitLength) {
    into = array;
    from = offset;
    count = samples;
    length = bitLength;
  }

  /** The second part of the state: last time, last difference of times, last value's bits. */
  public void resume(
      long lastTime, long lastDelta, long lastBits, int windowLead, int windowTrail) {
    time = lastTime;
    delta = lastDelta;
    bits = lastBits;
    lead = windowLead;
    trail = windowTrail;
  }

  public int count() {
    return count;
  }

  /** How many bits the chunk has, its header included. */
  public long length() {
    return length;
  }

  public long delta() {
    return delta;
  }

  public int lead() {
    return lead;
  }

  public int trail() {
    return trail;
  }

  /** Appends a sample; there must be {@link #ROOM}. */
  public void append(long sampleTime, double value) {
    long nextBits = Double.doubleToRawLongBits(value);
    long nextDelta = sampleTime - time;
    if (count > 1) {
      appendStep(nextDelta - delta);
      appendValue(nextBits);
    } else if (count == 0) {
      appendGroups((sampleTime << 1) ^ (sampleTime >> 63));
      put64(nextBits);
    } else {
      appendGroups(nextDelta);
      appendValue(nextBits);
    }
    time = sampleTime;
    delta = nextDelta;
    bits = nextBits;
    count++;
  }

  private void appendStep(long change) {
    if (change == 0) {
      put(0, 1);
    } else if (Bits.fitsSigned(change, 14)) {
      put((0b10 << 14) | (change & 0x3fff), 16);
    } else if (Bits.fitsSigned(change, 17)) {
      put((0b110 << 17) | (change & 0x1ffff), 20);
    } else if (Bits.fitsSigned(change, 20)) {
      put((0b1110 << 20) | (change & 0xfffff), 24);
    } else {
      put(0b1111, 4);
      put64(change);
    }
  }

  private void appendValue(long nextBits) {
    long difference = nextBits ^ bits;
    if (difference == 0) {
      put(0, 1);
      return;
    }
    int leading = Math.min(Long.numberOfLeadingZeros(difference), 31);
    int trailing = Long.numberOfTrailingZeros(difference);
    if (leading >= lead && trailing >= trail) {
      put(0b10, 2);
      putField(difference >>> trail, 64 - lead - trail);
      return;
    }
    lead = leading;
    trail = trailing;
    int width = 64 - leading - trailing;
    put((0b11 << 11) | (leading << 6) | (width & 63), 13);
    putField(difference >>> trailing, width);
  }

  private void appendGroups(long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      put((rest & 0x7f) | 0x80, 8);
      rest >>>= 7;
    }
    put(rest, 8);
  }

  private void putField(long value, int width) {
    if (width > 56) {
      put(value >>> 32, width - 32);
      put(value & 0xffffffffL, 32);
    } else {
      put(value, width);
    }
  }

  private void put64(long value) {
    put(value >>> 32, 32);
    put(value & 0xffffffffL, 32);
  }

  /** Writes 1 to 57 bits; those above must be zero. */
  private void put(long value, int width) {
    int index = from + (int) (length >>> 3);
    int used = (int) length & 7;
    long kept = (into[index] & (0xff00L >>> used) & 0xff) << 56;
    Bits.put(into, index, kept | (value << (64 - used - width)));
    length += width;
  }

  /** Writes a count into the header of a copy of a chunk's data. */
  public static void putCount(byte[] data, int at, int samples) {
    data[at] = (byte) (samples >>> 8);
    data[at + 1] = (byte) samples;
  }
}
