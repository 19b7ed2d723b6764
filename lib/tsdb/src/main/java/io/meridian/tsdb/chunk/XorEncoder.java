package io.meridian.tsdb.chunk;

/**
 * Writes XOR chunks, whose format {@link XorDecoder} shows: byte for byte what Prometheus' appender
 * writes. Reused from chunk to chunk; one thread at a time. Appending allocates only when the chunk
 * outgrows all before it.
 */
public final class XorEncoder {
  private static final int HEADER = 2;

  private final BitWriter out = new BitWriter();
  private final XorWindow window = new XorWindow();
  private int count;
  private long time;
  private long delta;
  private long bits;

  public XorEncoder() {
    reset();
  }

  /** Begins an empty chunk. */
  public void reset() {
    out.reset(HEADER);
    window.reset();
    count = 0;
  }

  /**
   * Begins with a copy of a chunk, to be continued as if all its samples had been appended here.
   *
   * @throws io.meridian.model.CorruptDataException if the bytes are no XOR chunk
   */
  public void resume(byte[] data, int from, int to) {
    reset();
    XorDecoder chunk = new XorDecoder();
    chunk.reset(data, from, to);
    if (chunk.count() == 0) {
      return;
    }
    boolean changed = chunk.readAll();
    out.resume(data, from, chunk.bitsUsed());
    if (changed) {
      window.resume(64 - chunk.width - chunk.trail, chunk.trail);
    }
    count = chunk.count();
    time = chunk.time;
    delta = chunk.delta;
    bits = chunk.bits;
  }

  /**
   * Appends a sample. Times may go back and repeat; it is for the caller to keep them in order.
   *
   * @param time Unix milliseconds
   * @throws IllegalStateException if the chunk holds 65,535 samples
   */
  public void append(long time, double value) {
    FloatHeader.checkRoom(count);
    long bits = Double.doubleToRawLongBits(value);
    long delta = time - this.time;
    if (count > 1) {
      appendLater(delta - this.delta, bits);
    } else if (count == 0) {
      out.varint(time);
      out.bits(bits, 64);
    } else {
      out.uvarint(delta);
      appendValue(0, 0, bits);
    }
    this.time = time;
    this.delta = delta;
    this.bits = bits;
    count++;
  }

  private void appendLater(long change, long bits) {
    if (change == 0) {
      appendValue(0, 1, bits);
    } else if (Bits.fitsSigned(change, 14)) {
      appendValue((0b10 << 14) | (change & 0x3fff), 16, bits);
    } else if (Bits.fitsSigned(change, 17)) {
      appendValue((0b110 << 17) | (change & 0x1ffff), 20, bits);
    } else if (Bits.fitsSigned(change, 20)) {
      appendValue((0b1110 << 20) | (change & 0xfffff), 24, bits);
    } else {
      out.bits(0b1111, 4);
      out.bits(change, 64);
      appendValue(0, 0, bits);
    }
  }

  /** Writes a value behind the control bits and field of its time. */
  private void appendValue(long control, int controlWidth, long bits) {
    long difference = bits ^ this.bits;
    if (difference == 0) {
      out.bits(control << 1, controlWidth + 1);
    } else {
      long within = (control << 2) | 0b10;
      window.write(out, difference, within, controlWidth + 2, within | 1, controlWidth + 2);
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
