package io.meridian.service.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Text on its way to a stream as UTF-8 bytes, for answers too large to make an object of each
 * number. Buffered; for one thread.
 *
 * <p>Errors of the stream are {@link UncheckedIOException}s.
 */
public final class ByteText implements Closeable {
  private static final int CAPACITY = 1 << 16;
  private static final int LONGEST_NUMBER = 32;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;
  private final byte[] buffer = new byte[CAPACITY];
  private final GoFloat floats = new GoFloat();
  private int size;

  public ByteText(OutputStream out) {
    this.out = out;
  }

  /** One byte of ASCII. */
  public ByteText put(char ascii) {
    return put((byte) ascii);
  }

  ByteText put(byte b) {
    room(1)[size++] = b;
    return this;
  }

  /** Text of any characters. */
  public ByteText put(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return put(bytes, 0, bytes.length);
  }

  /** Bytes as they are. */
  public ByteText put(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length > CAPACITY) {
      flushBuffer();
      write(bytes, from, length);
      return this;
    }
    System.arraycopy(bytes, from, room(length), size, length);
    size += length;
    return this;
  }

  /** A number in decimal digits. */
  public ByteText put(long number) {
    if (number >= 0) {
      return putUnsigned(number);
    }
    put((byte) '-');
    return putUnsigned(-number); // of the smallest long too: its negative is itself, unsigned 2^63
  }

  /** A number in decimal digits, taken as unsigned. */
  public ByteText putUnsigned(long number) {
    if (number < 0) {
      return put(Long.toUnsignedString(number));
    }
    byte[] into = room(LONGEST_NUMBER);
    int end = size + decimalDigits(number);
    long rest = number;
    for (int at = end - 1; at >= size; at--) {
      long quotient = rest / 10;
      into[at] = (byte) ('0' + (rest - quotient * 10));
      rest = quotient;
    }
    size = end;
    return this;
  }

  static int decimalDigits(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** The 16 hexadecimal digits of 64 bits. */
  public ByteText putHex(long bits) {
    byte[] into = room(LONGEST_NUMBER);
    for (int shift = 60; shift >= 0; shift -= 4) {
      into[size++] = HEX[(int) (bits >>> shift) & 15];
    }
    return this;
  }

  /** The hexadecimal digits of bytes. */
  public ByteText putHex(byte[] bytes) {
    for (byte b : bytes) {
      putHexByte(b);
    }
    return this;
  }

  ByteText putHexByte(byte b) {
    put(HEX[(b >> 4) & 15]);
    return put(HEX[b & 15]);
  }

  /**
   * A float as Go's verb {@code %g} prints it: the fewest digits that read back as the same float,
   * with an exponent below 1e-4 and from 1e6 on ({@code 1e-05}, {@code 2.5e+06}).
   */
  public ByteText putFloat(double value) {
    size = floats.print(value, room(LONGEST_NUMBER), size);
    return this;
  }

  /**
   * A float as Prometheus' JSON has it between its quotes: the fewest digits that read back as the
   * same float, with an exponent below 1e-6 and from 1e21 on.
   */
  public ByteText putJsonFloat(double value) {
    size = floats.printJson(value, room(LONGEST_NUMBER), size);
    return this;
  }

  /** The same with its quotes. */
  public ByteText putQuotedJsonFloat(double value) {
    byte[] into = room(LONGEST_NUMBER + 2);
    into[size] = '"';
    size = floats.printJson(value, into, size + 1);
    into[size++] = '"';
    return this;
  }

  private byte[] room(int bytes) {
    if (size + bytes > CAPACITY) {
      flushBuffer();
    }
    return buffer;
  }

  /** Gives the stream what is buffered. */
  public void flush() {
    flushBuffer();
    try {
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flushBuffer() {
    write(buffer, 0, size);
    size = 0;
  }

  private void write(byte[] bytes, int from, int length) {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives the stream what is buffered; the stream stays open. */
  @Override
  public void close() {
    flush();
  }
}
