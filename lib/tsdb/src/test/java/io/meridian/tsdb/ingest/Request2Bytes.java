package io.meridian.tsdb.ingest;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes remote write 2.0 requests, field by field. */
final class Request2Bytes {
  private final ByteArrayOutputStream request = new ByteArrayOutputStream();
  private final ByteArrayOutputStream series = new ByteArrayOutputStream();

  Request2Bytes symbols(String... symbols) {
    for (String symbol : symbols) {
      field(request, 4, symbol.getBytes(StandardCharsets.UTF_8));
    }
    return this;
  }

  Request2Bytes labels(int... refs) {
    field(series, 1, packed(refs));
    return this;
  }

  Request2Bytes sample(long time, double value, long startTime) {
    ByteArrayOutputStream sample = new ByteArrayOutputStream();
    value(sample, value);
    number(sample, 2, time);
    number(sample, 3, startTime);
    field(series, 2, sample.toByteArray());
    return this;
  }

  Request2Bytes exemplar(long time, double value, int... refs) {
    ByteArrayOutputStream exemplar = new ByteArrayOutputStream();
    field(exemplar, 1, packed(refs));
    exemplar.write(0x11);
    bits(exemplar, value);
    number(exemplar, 3, time);
    field(series, 4, exemplar.toByteArray());
    return this;
  }

  Request2Bytes metadata(int type, int help, int unit) {
    ByteArrayOutputStream metadata = new ByteArrayOutputStream();
    number(metadata, 1, type);
    number(metadata, 3, help);
    number(metadata, 4, unit);
    field(series, 5, metadata.toByteArray());
    return this;
  }

  Request2Bytes endSeries() {
    field(request, 5, series.toByteArray());
    series.reset();
    return this;
  }

  byte[] take() {
    byte[] bytes = request.toByteArray();
    request.reset();
    return bytes;
  }

  private static byte[] packed(int... refs) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    for (int ref : refs) {
      varint(packed, ref);
    }
    return packed.toByteArray();
  }

  private static void value(ByteArrayOutputStream out, double value) {
    out.write(0x09);
    bits(out, value);
  }

  private static void bits(ByteArrayOutputStream out, double value) {
    long bits = Double.doubleToRawLongBits(value);
    for (int i = 0; i < 64; i += 8) {
      out.write((int) (bits >>> i));
    }
  }

  private static void number(ByteArrayOutputStream out, int field, long value) {
    out.write(field << 3);
    varint(out, value);
  }

  private static void field(ByteArrayOutputStream out, int field, byte[] bytes) {
    out.write(field << 3 | 2);
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
