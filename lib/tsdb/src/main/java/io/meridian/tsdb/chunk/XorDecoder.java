package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;

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
public final class XorDecoder implements SampleDecoder {
  private static final int HEADER = 2;

  private final ChunkOrigin origin;
  private final BitReader head;
  private final XorColumns headValue = new XorColumns();
  private final long[] soughtTime = new long[1];
  private final double[] soughtValue = new double[1];

  private byte[] data = {};
  private int from;
  private int lastWord;
  private long end;
  private int count;

  /** The sample to be decoded next; the fields below belong to the one before it. */
  private int next;

  private long at;
  private long time;
  private long delta;
  private long bits;
  private int width;
  private int trail;

  /** Whether the sample decoded last has not been given out. */
  private boolean pending;

  public XorDecoder() {
    this(new ChunkOrigin());
  }

  XorDecoder(ChunkOrigin origin) {
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
    count = FloatHeader.count(data, from, to, HEADER, 2, origin);
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

  /**
   * Reads the next samples.
   *
   * @param times gets Unix milliseconds
   * @param at where in the arrays the first one goes
   * @param max how many there is room for
   * @return how many were read; less than max only at the end of the chunk
   */
  public int read(long[] times, double[] values, int at, int max) {
    return read(times, values, at, max, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  /**
   * Passes over the samples before a time. The next read begins with the first one at or after it;
   * never goes back.
   *
   * @return whether there is such a sample
   */
  public boolean seek(long time) {
    pending = read(soughtTime, soughtValue, 0, 1, time, Long.MAX_VALUE) == 1;
    return pending;
  }

  @Override
  public void decode(long minTime, long maxTime, SampleBuffer into) {
    into.reserve(count);
    into.addWritten(read(into.times(), into.values(), into.size(), count, minTime, maxTime));
  }

  private int read(long[] times, double[] values, int from, int max, long minTime, long maxTime) {
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
      values[out] = Double.longBitsToDouble(bits);
      out += time >= minTime ? 1 : 0;
    }
    return run(times, values, out, to, minTime, maxTime) - from;
  }

  /** Reads sample 0 or 1, which differ from all others. */
  private void readHead() {
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
      at = end - head.remaining();
    }
    next++;
  }

  /**
   * Reads samples from the third on into [from, to), and returns the end of what was written. All
   * state is local and the common cases come first: while branches are predicted only additions
   * separate one sample from the next.
   */
  private int run(long[] times, double[] values, int from, int to, long minTime, long maxTime) {
    byte[] data = this.data;
    int lastWord = this.lastWord;
    int count = this.count;
    long end = this.end;
    int next = this.next;
    long at = this.at;
    long time = this.time;
    long delta = this.delta;
    long bits = this.bits;
    int width = this.width;
    int trail = this.trail;
    boolean pending = this.pending;

    int out = from;
    while (next < count && out < to) {
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
        int size = ones == 2 ? 17 : 20;
        delta += Bits.signed(word << (ones + 1) >>> -size, size);
        at += ones + 1 + size;
        word <<= ones + 1 + size;
      } else {
        delta += Bits.wideField(data, lastWord, at + 4, 64);
        at += 68;
        word = Bits.peek(data, lastWord, at);
      }
      time += delta;

      if (word >= 0) {
        at += 1;
      } else {
        at += 2;
        if (word << 1 < 0) {
          at += 11;
          int window = (int) (word << 2 >>> 53);
          width = ((window - 1) & 63) + 1;
          trail = 64 - (window >>> 6) - width;
          if (trail < 0) {
            throw corrupt(at, "a window of at most 64 bits was expected");
          }
        }
        bits ^= Bits.field(data, lastWord, at, width) << trail;
        at += width;
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
      values[out] = Double.longBitsToDouble(bits);
      out += time >= minTime ? 1 : 0;
    }

    this.next = next;
    this.at = at;
    this.time = time;
    this.delta = delta;
    this.bits = bits;
    this.width = width;
    this.trail = trail;
    this.pending = pending;
    return out;
  }

  /** Reads all samples, and says whether any value differs from the first. */
  boolean readAll() {
    long[] times = new long[64];
    double[] values = new double[64];
    read(times, values, 0, 1);
    long first = bits;
    boolean changed = false;
    int size = read(times, values, 0, values.length);
    while (size > 0) {
      for (int i = 0; i < size; i++) {
        changed |= Double.doubleToRawLongBits(values[i]) != first;
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

  /** The bits of the last sample's value. */
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

  private CorruptDataException corrupt(long at, String finding) {
    return origin.corrupt((at >>> 3) - from, finding);
  }
}
