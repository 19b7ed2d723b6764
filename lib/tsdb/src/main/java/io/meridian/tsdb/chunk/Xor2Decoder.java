package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
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
public final class Xor2Decoder implements SampleDecoder {
  private static final int HEADER = 3;
  private static final long[] NO_START_TIMES = {};

  private final ChunkOrigin origin;
  private final BitReader head;
  private final StartTimesReader headStart = new StartTimesReader();
  private final long[] soughtTime = new long[1];
  private final double[] soughtValue = new double[1];
  private final long[] soughtStart = new long[1];

  private byte[] data = {};
  private int from;
  private int lastWord;
  private long end;
  private int count;
  private boolean started;

  /** The first sample that carries a start timestamp; past the end where none does. */
  private int carrier;

  /** The sample to be decoded next; the fields below belong to the one before it. */
  private int next;

  private long at;
  private long time;
  private long delta;
  private double value;
  private long startTime;
  private long startDistance;

  /** The last value that was not stale, and the window. */
  private long bits;

  private int width;
  private int trail;

  /** Whether the sample decoded last has not been given out. */
  private boolean pending;

  public Xor2Decoder() {
    this(new ChunkOrigin());
  }

  Xor2Decoder(ChunkOrigin origin) {
    this.origin = origin;
    head = new BitReader(origin);
  }

  @Override
  public void reset(byte[] data, int from, int to) {
    this.data = data;
    this.from = from;
    lastWord = data.length - Long.BYTES;
    end = (long) to << 3;
    next = 0;
    pending = false;
    count = FloatHeader.count(data, from, to, HEADER, 1, origin);
    int header = data[from + 2];
    started = header != 0;
    carrier = (header & 0x7f) == 0 ? Integer.MAX_VALUE : header & 0x7f;
    headStart.reset(header);
    head.reset(data, from + HEADER, to);
  }

  @Override
  public int count() {
    return count;
  }

  /**
   * The time of the first sample of a chunk that has one, Unix milliseconds; reads nothing else.
   */
  public long firstTime() {
    BitReader in = new BitReader(origin);
    in.reset(data, from + HEADER, (int) (end >>> 3));
    return in.varint();
  }

  /** Whether samples have start timestamps; if not, all of them are 0, unknown. */
  public boolean hasStartTimes() {
    return started;
  }

  /**
   * Reads the next samples without their start timestamps.
   *
   * @param times gets Unix milliseconds
   * @param at where in the arrays the first one goes
   * @param max how many there is room for
   * @return how many were read; less than max only at the end of the chunk
   */
  public int read(long[] times, double[] values, int at, int max) {
    return read(times, values, NO_START_TIMES, at, max, Long.MIN_VALUE, Long.MAX_VALUE);
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
  public int read(long[] times, double[] values, long[] startTimes, int at, int max) {
    return read(times, values, startTimes, at, max, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * Passes over the samples before a time. The next read begins with the first one at or after it;
   * never goes back.
   *
   * @return whether there is such a sample
   */
  public boolean seek(long time) {
    pending = read(soughtTime, soughtValue, soughtStart, 0, 1, time, Long.MAX_VALUE) == 1;
    return pending;
  }

  @Override
  public void decode(long minTime, long maxTime, SampleBuffer into) {
    into.reserve(count);
    int begin = into.size();
    if (!started) {
      int size = read(into.times(), into.values(), NO_START_TIMES, begin, count, minTime, maxTime);
      into.addWritten(size);
      return;
    }
    long[] startTimes = into.reserveStartTimes(count);
    int size = read(into.times(), into.values(), startTimes, begin, count, minTime, maxTime);
    long known = 0;
    for (int i = begin; i < begin + size; i++) {
      known |= startTimes[i];
    }
    if (known == 0) {
      into.addWritten(size);
    } else {
      into.addWrittenWithStartTimes(size);
    }
  }

  private int read(
      long[] times,
      double[] values,
      long[] startTimes,
      int from,
      int max,
      long minTime,
      long maxTime) {
    int out = from;
    int to = from + max;
    while (out < to && (pending || (next < 2 && next < count))) {
      if (!pending) {
        readHead();
      }
      pending = time > maxTime;
      if (pending) {
        return out - from;
      }
      times[out] = time;
      values[out] = value;
      if (startTimes.length > 0) {
        startTimes[out] = startTime;
      }
      out += time >= minTime ? 1 : 0;
    }
    return run(times, values, startTimes, out, to, minTime, maxTime) - from;
  }

  /** Reads sample 0 or 1, which differ from all others. */
  private void readHead() {
    if (next == 0) {
      time = head.varint();
      value = head.float64();
      bits = StaleMarker.isStale(value) ? 0 : Double.doubleToRawLongBits(value);
      width = 64;
      trail = 0;
      startTime = headStart.first(head, time);
    } else {
      long previous = time;
      delta = head.uvarint();
      time += delta;
      readHeadValue();
      startTime = headStart.next(head, 1, previous);
      startDistance = headStart.distance();
      at = end - head.remaining();
    }
    next++;
  }

  private void readHeadValue() {
    if (head.bit()) {
      if (head.bit()) {
        if (head.bit()) {
          value = StaleMarker.VALUE;
          return;
        }
        window((int) head.bits(11), end - head.remaining());
      }
      bits ^= head.bits(width) << trail;
    }
    value = Double.longBitsToDouble(bits);
  }

  private void window(int window, long at) {
    width = ((window - 1) & 63) + 1;
    trail = 64 - (window >>> 6) - width;
    if (trail < 0) {
      throw corrupt(at, "a window of at most 64 bits was expected");
    }
  }

  /**
   * Reads samples from the third on into [from, to), and returns the end of what was written. All
   * state is local and the common cases come first: while branches are predicted only additions
   * separate one sample from the next.
   */
  private int run(
      long[] times,
      double[] values,
      long[] startTimes,
      int from,
      int to,
      long minTime,
      long maxTime) {
    byte[] data = this.data;
    int lastWord = this.lastWord;
    int count = this.count;
    long end = this.end;
    int carrier = this.carrier;
    int next = this.next;
    long at = this.at;
    long time = this.time;
    long delta = this.delta;
    double value = this.value;
    long startTime = this.startTime;
    long startDistance = this.startDistance;
    long bits = this.bits;
    int width = this.width;
    int trail = this.trail;
    boolean pending = this.pending;
    boolean started = startTimes.length > 0;

    int out = from;
    while (next < count && out < to) {
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
      } else if (word >>> 59 == 0b11111) {
        at += 5;
        stale = true;
      } else {
        if (word << 2 >= 0) {
          delta += word << 3 >> 51;
          at += 16;
          word <<= 16;
        } else if (word << 3 >= 0) {
          delta += word << 4 >> 44;
          at += 24;
          word <<= 24;
        } else {
          delta += Bits.wideField(data, lastWord, at + 5, 64);
          at += 69;
          word = Bits.peek(data, lastWord, at);
        }
        if (word >= 0) {
          at += 1;
        } else if (word << 1 >= 0) {
          at += 2;
          changed = true;
        } else {
          at += 3;
          anew = word << 2 >= 0;
          changed = anew;
          stale = !anew;
        }
      }
      time += delta;

      if (anew) {
        at += 11;
        int window = (int) (word << 3 >>> 53);
        width = ((window - 1) & 63) + 1;
        trail = 64 - (window >>> 6) - width;
        if (trail < 0) {
          throw corrupt(at, "a window of at most 64 bits was expected");
        }
      }
      if (changed) {
        bits ^= Bits.field(data, lastWord, at, width) << trail;
        at += width;
      }
      value = stale ? StaleMarker.VALUE : Double.longBitsToDouble(bits);

      if (next >= carrier) {
        word = Bits.peek(data, lastWord, at);
        startDistance += Bits.vbi(data, lastWord, at, word);
        startTime = previous - startDistance;
        at += Bits.varbitLength(word);
      }
      if (at > end) {
        throw corrupt(end, "sample " + next + " of " + count + " was expected, the chunk ends");
      }

      next++;
      if (time > maxTime) {
        pending = true;
        break;
      }
      times[out] = time;
      values[out] = value;
      if (started) {
        startTimes[out] = startTime;
      }
      out += time >= minTime ? 1 : 0;
    }

    this.next = next;
    this.at = at;
    this.time = time;
    this.delta = delta;
    this.value = value;
    this.startTime = startTime;
    this.startDistance = startDistance;
    this.bits = bits;
    this.width = width;
    this.trail = trail;
    this.pending = pending;
    return out;
  }

  /** Reads all samples, and says whether any value was written as a change. */
  boolean readAll() {
    long[] times = new long[64];
    double[] values = new double[64];
    read(times, values, 0, 1);
    long first = bits;
    boolean changed = false;
    int size = read(times, values, 0, values.length);
    while (size > 0) {
      for (int i = 0; i < size; i++) {
        long bits = Double.doubleToRawLongBits(values[i]);
        changed |= bits != first && bits != StaleMarker.BITS;
      }
      size = read(times, values, 0, values.length);
    }
    return changed;
  }

  long lastTime() {
    return time;
  }

  /** The end of the last sample read, in bits from the chunk's begin. */
  long bitsUsed() {
    return (next < 2 ? end - head.remaining() : at) - ((long) from << 3);
  }

  /** The bits of the last value that was not stale. */
  long lastBits() {
    return bits;
  }

  /** The time between the last two samples. */
  long lastDelta() {
    return delta;
  }

  int windowLead() {
    return 64 - width - trail;
  }

  int windowTrail() {
    return trail;
  }

  /** The start timestamps of the chunk, to be continued. */
  void continueStartTimes(StartTimesWriter writer) {
    writer.resume(data[from + 2] & 0xff, headStart.constant(), startDistance);
  }

  private CorruptDataException corrupt(long at, String finding) {
    return origin.corrupt((at >>> 3) - from, finding);
  }
}
