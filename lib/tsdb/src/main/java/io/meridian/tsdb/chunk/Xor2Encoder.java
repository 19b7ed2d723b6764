package io.meridian.tsdb.chunk;

import io.meridian.model.StaleMarker;

/**
 * Writes XOR2 chunks, whose format {@link Xor2Decoder} shows: byte for byte what Prometheus'
 * appender writes. Reused from chunk to chunk; one thread at a time. Appending allocates only when
 * the chunk outgrows all before it.
 */
public final class Xor2Encoder {
  private static final int HEADER = 3;

  private final BitWriter out = new BitWriter();
  private final XorWindow window = new XorWindow();
  private final StartTimesWriter startTimes = new StartTimesWriter();
  private int count;
  private long time;
  private long delta;

  /** The last value that was not stale. */
  private long bits;

  public Xor2Encoder() {
    reset();
  }

  /** Begins an empty chunk. */
  public void reset() {
    out.reset(HEADER);
    window.reset();
    startTimes.reset();
    count = 0;
  }

  /**
   * Begins with a copy of a chunk, to be continued as if all its samples had been appended here. If
   * the chunk's header cannot name a sample to come, which no chunk of Prometheus' has, they are.
   *
   * @throws io.meridian.model.CorruptDataException if the bytes are no XOR2 chunk
   */
  public void resume(byte[] data, int from, int to) {
    reset();
    Xor2Decoder chunk = new Xor2Decoder();
    chunk.reset(data, from, to);
    if (chunk.count() == 0) {
      return;
    }
    if (!chunk.startTimesCanContinue()) {
      appendAll(chunk);
      return;
    }
    boolean changed = chunk.readAll();
    out.resume(data, from, chunk.bitsUsed());
    if (changed) {
      window.resume(64 - chunk.width - chunk.trail, chunk.trail);
    }
    chunk.continueStartTimes(startTimes);
    count = chunk.count();
    time = chunk.time;
    delta = chunk.delta;
    bits = chunk.bits;
  }

  private void appendAll(Xor2Decoder chunk) {
    int size = chunk.count();
    long[] times = new long[size];
    double[] values = new double[size];
    long[] starts = new long[size];
    chunk.read(times, values, starts, 0, size);
    for (int i = 0; i < size; i++) {
      append(times[i], values[i], starts[i]);
    }
  }

  /** Appends a sample without a start timestamp. */
  public void append(long time, double value) {
    append(time, value, 0);
  }

  /**
   * Appends a sample. Times may go back and repeat; it is for the caller to keep them in order.
   *
   * @param time Unix milliseconds
   * @param startTime Unix milliseconds; 0 where it is unknown
   * @throws IllegalStateException if the chunk holds 65,535 samples
   */
  public void append(long time, double value, long startTime) {
    FloatHeader.checkRoom(count);
    long bits = Double.doubleToRawLongBits(value);
    long delta = time - this.time;
    if (count > 1) {
      appendLater(delta - this.delta, bits);
      startTimes.next(out, count, this.time, startTime);
    } else if (count == 0) {
      out.varint(time);
      out.bits(bits, 64);
      startTimes.first(out, time, startTime);
      this.bits = bits == StaleMarker.BITS ? 0 : bits;
    } else {
      out.uvarint(delta);
      appendValue(0, 0, bits);
      startTimes.next(out, count, this.time, startTime);
    }
    this.time = time;
    this.delta = delta;
    count++;
  }

  private void appendLater(long change, long bits) {
    if (change == 0) {
      appendOnTime(bits);
    } else if (change >= -(1 << 12) && change < 1 << 12) {
      appendValue((0b110 << 13) | (change & 0x1fff), 16, bits);
    } else if (change >= -(1 << 19) && change < 1 << 19) {
      appendValue((0b1110 << 20) | (change & 0xfffff), 24, bits);
    } else {
      out.bits(0b11110, 5);
      out.bits(change, 64);
      appendValue(0, 0, bits);
    }
  }

  private void appendOnTime(long bits) {
    if (bits == StaleMarker.BITS) {
      out.bits(0b11111, 5);
      return;
    }
    long difference = bits ^ this.bits;
    if (difference == 0) {
      out.bits(0, 1);
    } else {
      window.write(out, difference, 0b100, 3, 0b101, 3);
      this.bits = bits;
    }
  }

  /** Writes a value behind the control bits and field of its time. */
  private void appendValue(long control, int controlWidth, long bits) {
    if (bits == StaleMarker.BITS) {
      out.bits((control << 3) | 0b111, controlWidth + 3);
      return;
    }
    long difference = bits ^ this.bits;
    if (difference == 0) {
      out.bits(control << 1, controlWidth + 1);
    } else {
      long within = (control << 2) | 0b10;
      long anew = (control << 3) | 0b110;
      window.write(out, difference, within, controlWidth + 2, anew, controlWidth + 3);
      this.bits = bits;
    }
  }

  /** How many samples there are. */
  public int count() {
    return count;
  }

  /** How many bytes the chunk's data has. */
  public int length() {
    return out.bytesUsed();
  }

  /** The chunk's data, in the first {@link #length} bytes; valid until the next append or reset. */
  public byte[] bytes() {
    out.header(0, count >>> 8);
    out.header(1, count);
    out.header(2, startTimes.header());
    return out.bytes();
  }

  /**
   * Copies the chunk's data.
   *
   * @return the end of the copy in {@code into}
   */
  public int copyTo(byte[] into, int at) {
    System.arraycopy(bytes(), 0, into, at, length());
    return at + length();
  }
}
