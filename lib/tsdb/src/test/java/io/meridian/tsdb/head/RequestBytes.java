package io.meridian.tsdb.head;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes remote write 1.0 requests of floats, field by field. */
public final class RequestBytes {
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();
  private final ByteArrayOutputStream series = new ByteArrayOutputStream();

  public RequestBytes() {}

  public RequestBytes label(String name, String value) {
    ByteArrayOutputStream label = new ByteArrayOutputStream();
    field(label, 0x0a, name.getBytes(StandardCharsets.UTF_8));
    field(label, 0x12, value.getBytes(StandardCharsets.UTF_8));
    field(series, 0x0a, label.toByteArray());
    return this;
  }

  public RequestBytes sample(long time, double value) {
    ByteArrayOutputStream sample = new ByteArrayOutputStream();
    sample.write(0x09);
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < 64; i += 8) {
      sample.write((int) (bits >>> i));
    }
    sample.write(0x10);
    varint(sample, time);
    field(series, 0x12, sample.toByteArray());
    return this;
  }

  public RequestBytes endSeries() {
    field(request, 0x0a, series.toByteArray());
    series.reset();
    return this;
  }

  public byte[] take() {
    byte[] bytes = request.toByteArray();
    request.reset();
    return bytes;
  }

  private static void field(ByteArrayOutputStream out, int tag, byte[] bytes) {
    out.write(tag);
    varint(out, bytes.length);
    out.write(bytes, 0, bytes.length);
  }

  private static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while (rest >>> 7 != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
