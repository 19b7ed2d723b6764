package io.meridian.tsdb.chunk;

/**
 * Reads XOR chunks (encoding 1): floats by differences of differences of time and differences by
 * exclusive or of value.
 *
 * <pre>
 *   chunk    := count:16 bit stream, filled with zero bits to a whole byte
 *   sample 0 := t:varint v:64
 *   sample 1 := (t1−t0):uvarint value
 *   sample n := dod value                      dod = (t(n)−t(n−1)) − (t(n−1)−t(n−2))
 *   dod      := '0' (0) | '10' 14 bits | '110' 17 bits | '1110' 20 bits | '1111' 64 bits
 *   value    := '0' (the last again)
 *             | '10' x:(64−lead−trail)         last xor x·2^trail, in the window of before
 *             | '11' lead:5 n:6 x:n            n 0 is 64; the window becomes lead, trail = 64−lead−n
 * </pre>
 *
 * A dod of w &lt; 64 bits is negative above 2^(w−1) and not there, unlike two's complement. The
 * window begins as 0,0.
 *
 * <p>Times are not held to any order: the counter of an aggregate chunk repeats its last one.
 * Reusable; one thread at a time. Decoding allocates nothing.
 */
public final class XorDecoder extends FloatDecoder {
  /** How many samples of two bits a peek has. */
  private static final int MOST_REPEATED = Bits.PEEKED / 2;

  private final XorColumns headValue = new XorColumns();

  public XorDecoder() {
    this(new ChunkOrigin());
  }

  XorDecoder(ChunkOrigin origin) {
    super(origin, 2, 2);
  }

  @Override
  boolean hasStartTimes() {
    return false;
  }

  @Override
  boolean skipsStale() {
    return false;
  }

  @Override
  double readHead() {
    if (next == 0) {
      time = head.varint();
      bits = head.bits(64);
      headValue.resetForReading(1);
      headValue.first(0, bits);
    } else {
      delta = head.uvarint();
      time += delta;
      bits = headValue.read(head, 0);
      trail = headValue.trail(0);
      width = 64 - headValue.lead(0) - trail;
    }
    return Double.longBitsToDouble(bits);
  }

  @Override
  void run(long[] times, double[] values, long[] startTimes, int from, int to) {
    if (rests()) {
      resting(times, values, from, to);
    } else {
      changing(times, values, from, to);
    }
  }

  /**
   * Samples of which most are the one before again, an interval later: two zero bits each, so that
   * the zeros of a word count them. Where values change, looking for runs costs more than it saves.
   */
  private void resting(long[] times, double[] values, int from, int to) {
    int out = from;
    while (out < to) {
      long word = Bits.peek(data, lastWord, at);
      int run = Math.min(Long.numberOfLeadingZeros(word) >>> 1, MOST_REPEATED);
      int end = Math.min(out + run, to);
      at += 2 * (end - out);
      repeat(times, values, out, end);
      out = end;
      if (run < MOST_REPEATED && out < to) {
        changing(times, values, out, ++out);
      }
    }
  }

  private void repeat(long[] times, double[] values, int from, int to) {
    double value = Double.longBitsToDouble(bits);
    long interval = delta;
    long next = time;
    for (int i = from; i < to; i++) {
      next += interval;
      times[i] = next;
      values[i] = value;
    }
    time = next;
  }

  /**
   * Any samples. All state is local and the common cases come first: while branches are predicted
   * only additions separate one sample from the next, and the processor works on several at once. A
   * word of 57 bits mostly has a sample's time and value.
   */
  private void changing(long[] times, double[] values, int from, int to) {
    byte[] data = this.data;
    int lastWord = this.lastWord;
    int at = this.at;
    long time = this.time;
    long delta = this.delta;
    long bits = this.bits;
    int width = this.width;
    int trail = this.trail;

    for (int out = from; out < to; out++) {
      long word = Bits.peek(data, lastWord, at);
      if (word >= 0) {
        at += 1;
        word <<= 1;
      } else if (word << 1 >= 0) {
        delta += Bits.signed(word << 2 >>> 50, 14);
        at += 16;
        word <<= 16;
      } else if (word >>> 60 != 0b1111) {
        int ones = Long.numberOfLeadingZeros(~word);
        int length = ones == 2 ? 17 : 20;
        delta += Bits.signed(word << (ones + 1) >>> -length, length);
        at += ones + 1 + length;
        word <<= ones + 1 + length;
      } else {
        delta += Bits.wideField(data, lastWord, at + 4, 64);
        at += 68;
        word = Bits.peek(data, lastWord, at);
      }
      time += delta;

      // 33 bits of the word are left at least.
      if (word >= 0) {
        at += 1;
      } else {
        long field;
        if (word << 1 >= 0) {
          at += 2;
          field = width <= 31 ? word << 2 >>> -width : Bits.field(data, lastWord, at, width);
        } else {
          int window = (int) (word << 2 >>> 53);
          at += 13;
          width = ((window - 1) & 63) + 1;
          trail = 64 - (window >>> 6) - width;
          if (trail < 0) {
            throw badWindow(at);
          }
          field = width <= 20 ? word << 13 >>> -width : Bits.field(data, lastWord, at, width);
        }
        bits ^= field << trail;
        at += width;
      }
      times[out] = time;
      values[out] = Double.longBitsToDouble(bits);
    }

    this.at = at;
    this.time = time;
    this.delta = delta;
    this.bits = bits;
    this.width = width;
    this.trail = trail;
  }
}
