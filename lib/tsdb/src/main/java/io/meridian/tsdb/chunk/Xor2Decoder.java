package io.meridian.tsdb.chunk;

import io.meridian.model.StaleMarker;

/**
 * Reads XOR2 chunks (encoding 4): floats as in XOR, but with one control for time and value, a code
 * for stale markers, and start timestamps.
 *
 * <pre>
 *   chunk    := count:16 st header:8 bit stream, filled with zero bits to a whole byte
 *   sample 0 := t:varint v:64 st               st: see StartTimesReader
 *   sample 1 := (t1−t0):uvarint value st
 *   sample n := joint st
 *   joint    := '0'                            dod 0, the last value again
 *             | '10' '0' x:(64−lead−trail)     dod 0, last xor x·2^trail, in the window of before
 *             | '10' '1' lead:5 n:6 x:n        dod 0, n 0 is 64; the window becomes lead, trail = 64−lead−n
 *             | '110' dod:13 value
 *             | '1110' dod:20 value
 *             | '11110' dod:64 value
 *             | '11111'                        dod 0, stale
 *   value    := '0' (the last again) | '10' x:(64−lead−trail) | '110' lead:5 n:6 x:n | '111' (stale)
 * </pre>
 *
 * A dod is plain two's complement. Stale markers leave last value and window alone; if sample 0 is
 * one, the last value is +0. The window begins as 0,0.
 *
 * <p>Reusable; one thread at a time. Decoding allocates nothing.
 */
public final class Xor2Decoder extends FloatDecoder {
  private final StartTimesReader headStart = new StartTimesReader();
  private int startHeader;
  private long startDistance;

  public Xor2Decoder() {
    this(new ChunkOrigin());
  }

  Xor2Decoder(ChunkOrigin origin) {
    super(origin, 3, 1);
  }

  @Override
  public void reset(byte[] data, int from, int to) {
    super.reset(data, from, to);
    startHeader = data[from + 2] & 0xff;
    headStart.reset(startHeader);
    startDistance = 0;
  }

  /** Whether samples have start timestamps; if not, all of them are 0, unknown. */
  @Override
  public boolean hasStartTimes() {
    return startHeader != 0;
  }

  /**
   * Reads the next samples with their start timestamps, 0 where one is unknown.
   *
   * @param times gets Unix milliseconds
   * @param startTimes gets Unix milliseconds
   * @param at where in the arrays the first one goes
   * @param max how many there is room for
   * @return how many were read; less than max only at the end of the chunk
   */
  @Override
  public int read(long[] times, double[] values, long[] startTimes, int at, int max) {
    return super.read(times, values, startTimes, at, max);
  }

  @Override
  double readHead() {
    if (next == 0) {
      time = head.varint();
      long value = head.bits(64);
      bits = value == StaleMarker.BITS ? 0 : value;
      startTime = headStart.first(head, time);
      return Double.longBitsToDouble(value);
    }
    long previous = time;
    delta = head.uvarint();
    time += delta;
    double value = readHeadValue();
    startTime = headStart.next(head, 1, previous);
    startDistance = headStart.distance();
    return value;
  }

  private double readHeadValue() {
    if (head.bit()) {
      if (head.bit()) {
        if (head.bit()) {
          return StaleMarker.VALUE;
        }
        int window = (int) head.bits(11);
        width = ((window - 1) & 63) + 1;
        trail = 64 - (window >>> 6) - width;
        if (trail < 0) {
          throw head.corrupt("a window of at most 64 bits was expected");
        }
      }
      bits ^= head.bits(width) << trail;
    }
    return Double.longBitsToDouble(bits);
  }

  /** As in {@link XorDecoder}: local state, the common cases first, one word for most samples. */
  @Override
  void run(long[] times, double[] values, long[] startTimes, int from, int to) {
    byte[] data = this.data;
    int lastWord = this.lastWord;
    int carrier = (startHeader & 0x7f) == 0 ? to : from + (startHeader & 0x7f) - next;
    boolean started = startTimes.length > 0;
    int at = this.at;
    long time = this.time;
    long delta = this.delta;
    long bits = this.bits;
    int width = this.width;
    int trail = this.trail;

    for (int out = from; out < to; out++) {
      long previous = time;
      long word = Bits.peek(data, lastWord, at);
      boolean changed = false;
      boolean anew = false;
      boolean stale = false;
      if (word >= 0) {
        at += 1;
      } else if (word << 1 >= 0) {
        at += 3;
        changed = true;
        anew = word << 2 < 0;
        word <<= 3;
      } else {
        if (word << 2 >= 0) {
          delta += word << 3 >> 51;
          at += 16;
          word <<= 16;
        } else if (word << 3 >= 0) {
          delta += word << 4 >> 44;
          at += 24;
          word <<= 24;
        } else if (word << 4 >= 0) {
          delta += Bits.wideField(data, lastWord, at + 5, 64);
          at += 69;
          word = Bits.peek(data, lastWord, at);
        } else {
          at += 2;
          word <<= 2;
        }
        if (word >= 0) {
          at += 1;
        } else if (word << 1 >= 0) {
          at += 2;
          changed = true;
          word <<= 2;
        } else {
          at += 3;
          stale = word << 2 < 0;
          changed = !stale;
          anew = changed;
          word <<= 3;
        }
      }
      time += delta;

      // 30 bits of the word are left at least.
      if (changed) {
        long field;
        if (anew) {
          int window = (int) (word >>> 53);
          at += 11;
          width = ((window - 1) & 63) + 1;
          trail = 64 - (window >>> 6) - width;
          if (trail < 0) {
            throw badWindow(at);
          }
          field = width <= 19 ? word << 11 >>> -width : Bits.field(data, lastWord, at, width);
        } else {
          field = width <= 30 ? word >>> -width : Bits.field(data, lastWord, at, width);
        }
        bits ^= field << trail;
        at += width;
      }
      if (out >= carrier) {
        word = Bits.peek(data, lastWord, at);
        startDistance += Bits.vbi(data, lastWord, at, word);
        startTime = previous - startDistance;
        at += Bits.varbitLength(word);
      }
      times[out] = time;
      values[out] = stale ? StaleMarker.VALUE : Double.longBitsToDouble(bits);
      if (started) {
        startTimes[out] = startTime;
      }
    }

    this.at = at;
    this.time = time;
    this.delta = delta;
    this.bits = bits;
    this.width = width;
    this.trail = trail;
  }

  @Override
  boolean skipsStale() {
    return true;
  }

  /**
   * Whether the header is what a writer has that goes on: it names a sample that is there, or none
   * while it still can name the next one.
   */
  boolean startTimesCanContinue() {
    int carrier = startHeader & 0x7f;
    return carrier < count() && (carrier > 0 || count() <= StartTimesWriter.LAST_CARRIER);
  }

  /** The start timestamps of the chunk, to be continued. */
  void continueStartTimes(StartTimesWriter writer) {
    writer.resume(startHeader, headStart.constant(), startDistance);
  }
}
