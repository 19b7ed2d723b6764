package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.IntHistogram;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Allocation;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Chunks of histograms that Prometheus' own appenders wrote, decoded and written again to the byte.
 */
class WorkedHistogramsTest {
  private static final HistogramLayout LAYOUT =
      new HistogramLayout(0, 0x1p-128, Spans.of(0, 2, 1, 1), Spans.NONE, new double[0]);
  private static final IntHistogram FIRST = ints(6, 1, 10.5, 1, 2, 2);
  private static final IntHistogram SECOND =
      ints(9, 1, 14, 2, 3, 3).withHint(CounterResetHint.NOT_RESET);
  private static final IntHistogram STALE =
      IntHistogram.of(HistogramLayout.EMPTY, CounterResetHint.UNKNOWN, 0, 0, StaleMarker.VALUE);

  @Test
  void integers() {
    assertChunk(
        ChunkEncoding.HISTOGRAM,
        "0003 00 74 4a48c5e3e8b4500940000000000023178fa26d824c418bdff700000000000080",
        new Row(1000, 0, FIRST),
        new Row(2000, 0, SECOND),
        new Row(3000, 0, STALE));
  }

  @Test
  void integersWithStartTimes() {
    assertChunk(
        ChunkEncoding.HISTOGRAM_ST,
        "0003 82 74 4a48c5e3e8b450094000000000002316400f8fa26d824c418bdff7000000000000fb8300",
        new Row(1000, 900, FIRST),
        new Row(2000, 900, SECOND),
        new Row(3000, 2500, STALE));
  }

  @Test
  void headers() {
    String first = "74 4a48c5e3e8b4500940000000000023";
    assertChunk(
        ChunkEncoding.HISTOGRAM,
        "0001 80 " + first + "10",
        CounterResetHint.RESET,
        new Row(1000, 0, FIRST));
    assertChunk(
        ChunkEncoding.HISTOGRAM,
        "0001 c0 " + first + "10",
        CounterResetHint.GAUGE,
        new Row(1000, 0, FIRST.withHint(CounterResetHint.GAUGE)));
    assertChunk(
        ChunkEncoding.HISTOGRAM_ST,
        "8001 80 " + first + "164008",
        CounterResetHint.RESET,
        new Row(1000, 900, FIRST));
  }

  @Test
  void customBuckets() {
    HistogramLayout custom =
        new HistogramLayout(
            HistogramLayout.CUSTOM_BOUNDS,
            0,
            Spans.of(0, 3),
            Spans.NONE,
            new double[] {0.005, 1, 1e9});
    assertChunk(
        ChunkEncoding.HISTOGRAM,
        "0001 00 00 ee5c664ede3e920e6e6b28000000078fa2a401000000000000092e",
        new Row(1000, 0, IntHistogram.of(custom, CounterResetHint.UNKNOWN, 5, 0, 4, 2, 2, 1)));
  }

  @Test
  void floats() {
    assertChunk(
        ChunkEncoding.FLOAT_HISTOGRAM,
        "0003 00 74 4a48c5e3e840180000000000003ff000000000000040250000000000003ff0000000000000"
            + "40000000000000004000000000000000f1f46a17ad824e12fffec07b01b09d008e22bffc5effb8000000"
            + "000004",
        new Row(1000, 0, FIRST.toFloat()),
        new Row(2000, 0, SECOND.toFloat()),
        new Row(3000, 0, STALE.toFloat()));
    assertChunk(
        ChunkEncoding.FLOAT_HISTOGRAM_ST,
        "0003 82 74 4a48c5e3e840180000000000003ff000000000000040250000000000003ff0000000000000"
            + "40000000000000004000000000000000c801f1f46a17ad824e12fffec07b01b09d008e22bffc5effb800"
            + "0000000007dc18",
        new Row(1000, 900, FIRST.toFloat()),
        new Row(2000, 900, SECOND.toFloat()),
        new Row(3000, 2500, STALE.toFloat()));
  }

  @Test
  void staleMarkersAlone() {
    assertChunk(
        ChunkEncoding.HISTOGRAM,
        "0002 00 00 1e3e81ffc000000000000bc7d000",
        new Row(1000, 0, STALE),
        new Row(2000, 0, STALE));
  }

  @Test
  void noSamples() {
    assertChunk(ChunkEncoding.HISTOGRAM, "000000");
    assertChunk(ChunkEncoding.FLOAT_HISTOGRAM_ST, "000000");
  }

  @Test
  void readingAgainAllocatesNothing() {
    for (ChunkEncoding encoding :
        List.of(ChunkEncoding.HISTOGRAM, ChunkEncoding.FLOAT_HISTOGRAM_ST)) {
      HistogramEncoder encoder = new HistogramEncoder(encoding);
      HistogramLane lane = new HistogramLane();
      (encoding == ChunkEncoding.HISTOGRAM ? FIRST : FIRST.toFloat()).addTo(lane);
      for (int i = 0; i < 200; i++) {
        encoder.append(i * 15_000L, i / 50, lane, 0);
      }
      byte[] chunk = Arrays.copyOf(encoder.bytes(), encoder.length());
      ChunkDecoder decoder = new ChunkDecoder();
      SampleBuffer buffer = new SampleBuffer();

      long bytes =
          Allocation.bytes(() -> {
            buffer.clear();
            decoder.decode(encoding, chunk, 0, chunk.length, buffer);
          });

      assertThat(buffer.size()).isEqualTo(200);
      assertThat(bytes).isZero();
    }
  }

  private record Row(long time, long startTime, Histogram histogram) {}

  private static IntHistogram ints(long count, long zero, double sum, long... buckets) {
    return IntHistogram.of(LAYOUT, CounterResetHint.UNKNOWN, count, zero, sum, buckets);
  }

  private static void assertChunk(ChunkEncoding encoding, String hex, Row... rows) {
    assertChunk(encoding, hex, CounterResetHint.UNKNOWN, rows);
  }

  private static void assertChunk(
      ChunkEncoding encoding, String hex, CounterResetHint header, Row... rows) {
    byte[] chunk = HexFormat.of().parseHex(hex.replace(" ", ""));
    SampleBuffer buffer = new SampleBuffer();
    ChunkDecoder decoder = new ChunkDecoder();
    decoder.decode(encoding, chunk, 0, chunk.length, buffer);
    assertThat(decoder.count(encoding, chunk, 0, chunk.length)).isEqualTo(rows.length);
    assertThat(buffer.size()).isEqualTo(rows.length);

    HistogramEncoder encoder = new HistogramEncoder(encoding);
    encoder.reset(header);
    for (int i = 0; i < rows.length; i++) {
      int index = buffer.laneIndex(i);
      assertThat(new Row(buffer.time(i), buffer.startTime(i), Histogram.of(buffer.lane(), index)))
          .isEqualTo(rows[i]);
      assertThat(encoder.append(rows[i].time, rows[i].startTime, buffer.lane(), index)).isTrue();
    }
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).isEqualTo(chunk);
  }
}
