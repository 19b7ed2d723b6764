package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.model.StaleMarker;

/**
 * What reading chunks of floats has in common: samples come out in runs, straight into the caller's
 * arrays. The first two differ from the rest and are read one by one.
 */
abstract sealed class FloatDecoder implements SampleDecoder permits XorDecoder, Xor2Decoder {
  /** Start timestamps that nobody wants. */
  static final long[] NONE = {};

  /** How many samples are decoded at once while it is not known whether they are wanted. */
  private static final int BLOCK = 32;

  /** Larger distances of samples than any chunk has for good reasons. */
  private static final long MOST_DELTA = 1L << 40;

  /** Half bits a sample: two bits, and 25 for one change in 50 samples. */
  private static final int RESTING_BITS = 5;

  private final ChunkOrigin origin;
  private final int headerBytes;
  private final int leastBits;
  final BitReader head;

  byte[] data = {};
  int lastWord;
  private int from;
  private int to;
  private int count;

  /** The sample to be decoded next. What follows belongs to the one before it. */
  int next;

  /** Where the sample ends, in bits of the array; {@link #head} knows it for the first two. */
  int at;

  long time;
  long delta;
  long startTime;

  /** The last value that was not stale. */
  long bits;

  int width;
  int trail;

  /** Samples that a seek has decoded and that are still to be read. */
  private final long[] aheadTimes = new long[BLOCK];

  private final double[] aheadValues = new double[BLOCK];
  private final long[] aheadStartTimes = new long[BLOCK];
  private int aheadFrom;
  private int aheadTo;

  /**
   * A decoder of one encoding.
   *
   * @param leastBits what the shortest sample takes from the third on
   */
  FloatDecoder(ChunkOrigin origin, int headerBytes, int leastBits) {
    this.origin = origin;
    this.headerBytes = headerBytes;
    this.leastBits = leastBits;
    head = new BitReader(origin);
  }

  @Override
  public void reset(byte[] data, int from, int to) {
    if (to > Bits.MOST_BYTES) {
      reset(Bits.moved(data, from, to, origin), 0, to - from);
      return;
    }
    this.data = data;
    this.from = from;
    this.to = to;
    lastWord = data.length - Long.BYTES;
    count = FloatHeader.count(data, from, to, headerBytes, leastBits, origin);
    next = 0;
    width = 64;
    trail = 0;
    startTime = 0;
    aheadFrom = 0;
    aheadTo = 0;
    head.reset(data, from + headerBytes, to);
  }

  @Override
  public int count() {
    return count;
  }

  /**
   * The time of the first sample, Unix milliseconds; reads nothing else.
   *
   * @throws io.meridian.model.CorruptDataException if there is none
   */
  public long firstTime() {
    BitReader first = new BitReader(origin);
    first.reset(data, from + headerBytes, to);
    return first.varint();
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
    return read(times, values, NONE, at, max);
  }

  /** Reads the next samples as above, and their start timestamps if there is room for any. */
  int read(long[] times, double[] values, long[] startTimes, int at, int max) {
    int out = at + readAhead(times, values, startTimes, at, max);
    int end = at + max;
    while (out < end && next < Math.min(count, 2)) {
      values[out] = readHead();
      this.at = (to << 3) - head.remaining();
      times[out] = time;
      if (startTimes.length > 0) {
        startTimes[out] = startTime;
      }
      next++;
      out++;
    }
    int run = Math.min(end - out, count - next);
    if (run > 0) {
      run(times, values, startTimes, out, out + run);
      next += run;
      out += run;
      if (this.at > to << 3) {
        throw tooShort();
      }
    }
    return out - at;
  }

  private int readAhead(long[] times, double[] values, long[] startTimes, int at, int max) {
    int size = Math.min(max, aheadTo - aheadFrom);
    if (size > 0) {
      System.arraycopy(aheadTimes, aheadFrom, times, at, size);
      System.arraycopy(aheadValues, aheadFrom, values, at, size);
      if (startTimes.length > 0) {
        System.arraycopy(aheadStartTimes, aheadFrom, startTimes, at, size);
      }
      aheadFrom += size;
    }
    return size;
  }

  /**
   * Passes over the samples before a time. The next read begins with the first one at or after it;
   * never goes back.
   *
   * @return whether there is such a sample
   */
  public boolean seek(long time) {
    do {
      while (aheadFrom < aheadTo) {
        if (aheadTimes[aheadFrom] >= time) {
          return true;
        }
        aheadFrom++;
      }
      aheadFrom = 0;
      aheadTo = 0;
      aheadTo = read(aheadTimes, aheadValues, aheadStartTimes, 0, BLOCK);
    } while (aheadTo > 0);
    return false;
  }

  @Override
  public void decode(long minTime, long maxTime, SampleBuffer into) {
    into.reserve(count);
    long[] startTimes = hasStartTimes() ? into.reserveStartTimes(count) : NONE;
    int begin = into.size();
    int end = decode(minTime, maxTime, into.times(), into.values(), startTimes, begin);
    long known = 0;
    for (int i = begin; startTimes.length > 0 && i < end; i++) {
      known |= startTimes[i];
    }
    if (known == 0) {
      into.addWritten(end - begin);
    } else {
      into.addWrittenWithStartTimes(end - begin);
    }
  }

  private int decode(
      long minTime, long maxTime, long[] times, double[] values, long[] startTimes, int begin) {
    if (minTime == Long.MIN_VALUE && maxTime == Long.MAX_VALUE) {
      return begin + read(times, values, startTimes, begin, count);
    }
    int out = begin;
    while (next < count) {
      int size = out > begin && endsBefore(maxTime) ? count - next : BLOCK;
      int blockEnd = out + read(times, values, startTimes, out, size);
      if (times[out] >= minTime && times[blockEnd - 1] <= maxTime) {
        out = blockEnd;
        continue;
      }
      for (int i = out; i < blockEnd; i++) {
        if (times[i] > maxTime) {
          return out;
        }
        if (times[i] >= minTime) {
          times[out] = times[i];
          values[out] = values[i];
          if (startTimes.length > 0) {
            startTimes[out] = startTimes[i];
          }
          out++;
        }
      }
    }
    return out;
  }

  /** Whether the chunk ends before a time if samples go on as the last two did. */
  private boolean endsBefore(long maxTime) {
    return delta >= 0 && delta <= MOST_DELTA && maxTime - time >= delta * (count - next);
  }

  /** Whether samples have start timestamps; if not, all of them are 0, unknown. */
  abstract boolean hasStartTimes();

  /**
   * Whether stale markers are no values, so that the next one is written as a change to one before.
   */
  abstract boolean skipsStale();

  /** Reads sample 0 or 1 from {@link #head}: all fields but the value, which it returns. */
  abstract double readHead();

  /**
   * Reads samples from the third on into [from, to) of the arrays. It reads past the end of the
   * chunk, though not of the array, where samples are missing; the caller finds that out.
   */
  abstract void run(long[] times, double[] values, long[] startTimes, int from, int to);

  /** A window was found that cannot be; or nothing was, behind the end of the chunk. */
  final CorruptDataException badWindow(int at) {
    if (at > to << 3) {
      return tooShort();
    }
    return origin.corrupt((at >>> 3) - from, "a window of at most 64 bits was expected");
  }

  private CorruptDataException tooShort() {
    return origin.corrupt(to - from, "more samples were expected, the header counts " + count);
  }

  /** Reads all samples, and says whether any value was written as a change. */
  final boolean readAll() {
    long[] times = new long[BLOCK];
    double[] values = new double[BLOCK];
    read(times, values, 0, 1);
    long first = bits;
    boolean changed = false;
    int size = read(times, values, 0, BLOCK);
    while (size > 0) {
      for (int i = 0; i < size; i++) {
        long bits = Double.doubleToRawLongBits(values[i]);
        changed |= bits != first && (bits != StaleMarker.BITS || !skipsStale());
      }
      size = read(times, values, 0, BLOCK);
    }
    return changed;
  }

  /** Whether samples left take so few bits that hardly any can differ from the one before. */
  final boolean rests() {
    return (to << 3) - at < RESTING_BITS * (count - next) / 2;
  }

  /** How much of the chunk the samples read take, header included. */
  final int bitsUsed() {
    return at - (from << 3);
  }
}
