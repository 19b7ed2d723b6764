package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.StaleMarker;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Chunks of floats that Prometheus' own appenders wrote, decoded and written again to the byte. */
class WorkedExamplesTest {
  private static final double STALE = StaleMarker.VALUE;

  @Test
  void xor() {
    Row[] rows = {
      new Row(1000, 1),
      new Row(2000, 1),
      new Row(3000, 1),
      new Row(4000, 2),
      new Row(5005, 2),
      new Row(6005, STALE),
      new Row(7005, 3)
    };
    String hex =
        "0007 d00f 3ff0000000000000 e807" + "0c25fff80055ffde2f7ff0000000000002bff8000000000002";

    assertXor(hex, rows);
    assertXor2("0007 00 d00f 3ff0000000000000 e807 284bfff800adffbf580c", rows);
  }

  @Test
  void xor2WithStartTimes() {
    assertXor2(
        "0005 83 d00f 3ff0000000000000 c801 e807 c12fffd603a133fffdc193ffbc7d00",
        new Row(1000, 1, 900),
        new Row(2000, 2, 900),
        new Row(3000, 3, 900),
        new Row(4000, 1, 3500),
        new Row(5000, 2, 3500));
  }

  @Test
  void xor2WithStartTimesFromTheSecondSample() {
    assertXor2(
        "0003 01 d00f 3ff0000000000000 e807 c12ffff192b01f8fa0",
        new Row(1000, 1),
        new Row(2000, 2, 900),
        new Row(3000, 3, 900));
  }

  @Test
  void xor2BeginningWithStaleMarkers() {
    assertXor2(
        "0004 00 d00f 7ff0000000000002 e807 f8003f7fff04d80280",
        new Row(1000, STALE),
        new Row(2000, STALE),
        new Row(3001, STALE),
        new Row(4001, 5));
  }

  @Test
  void xor2OfMoreSamplesThanTheStartTimeHeaderCanName() {
    Row[] rows = new Row[130];
    Arrays.setAll(rows, i -> new Row(1000L * (i + 1), 1));

    assertXor2(
        "0082 7f d00f 3ff0000000000000 e807" + "00000000000000000000000000000001f3e030f1f43c7d00",
        rows);
  }

  @Test
  void countersOfAnAggregateChunk() {
    assertXor(
        "0004a09c013ff0000000000000cfd911c267fff5dd216b0feec77d40",
        new Row(10000, 1),
        new Row(299999, 3),
        new Row(310000, 5),
        new Row(310000, 2));
    assertXor("0002becf244000000000000000914ec25fff", new Row(299999, 2), new Row(310000, 1));
  }

  @Test
  void anEmptyChunk() {
    assertXor("0000");
    assertXor2("000000");
  }

  private static void assertXor(String hex, Row... rows) {
    byte[] chunk = bytes(hex);
    XorDecoder decoder = new XorDecoder();
    decoder.reset(chunk, 0, chunk.length);
    assertThat(decoder.count()).isEqualTo(rows.length);
    long[] times = new long[rows.length];
    double[] values = new double[rows.length];
    assertThat(decoder.read(times, values, 0, rows.length)).isEqualTo(rows.length);
    assertThat(decoder.read(times, values, 0, rows.length)).isZero();

    XorEncoder encoder = new XorEncoder();
    for (int i = 0; i < rows.length; i++) {
      assertThat(new Row(times[i], values[i])).isEqualTo(new Row(rows[i].time, rows[i].value));
      encoder.append(rows[i].time, rows[i].value);
    }
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).isEqualTo(chunk);
  }

  private static void assertXor2(String hex, Row... rows) {
    byte[] chunk = bytes(hex);
    Xor2Decoder decoder = new Xor2Decoder();
    decoder.reset(chunk, 0, chunk.length);
    assertThat(decoder.count()).isEqualTo(rows.length);
    long[] times = new long[rows.length];
    double[] values = new double[rows.length];
    long[] startTimes = new long[rows.length];
    assertThat(decoder.read(times, values, startTimes, 0, rows.length)).isEqualTo(rows.length);
    assertThat(decoder.read(times, values, 0, rows.length)).isZero();

    Xor2Encoder encoder = new Xor2Encoder();
    for (int i = 0; i < rows.length; i++) {
      assertThat(new Row(times[i], values[i], startTimes[i])).isEqualTo(rows[i]);
      encoder.append(rows[i].time, rows[i].value, rows[i].startTime);
    }
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).isEqualTo(chunk);
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private record Row(long time, double value, long startTime) {
    Row(long time, double value) {
      this(time, value, 0);
    }

    /** Values are the same if their bits are. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Row row
          && time == row.time
          && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(row.value)
          && startTime == row.startTime;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(time);
    }
  }
}
