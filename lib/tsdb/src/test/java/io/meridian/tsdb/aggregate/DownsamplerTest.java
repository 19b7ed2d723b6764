package io.meridian.tsdb.aggregate;

import static io.meridian.tsdb.merge.Columns.buffer;
import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.FloatHistogram;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Allocation;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.merge.Columns;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class DownsamplerTest {
  private static final long FIVE_MINUTES = 300_000;
  private static final double NAN = Double.NaN;

  private record Chunk(long minTime, long maxTime, int windows, String hex) {}

  private final List<Chunk> chunks = new ArrayList<>();
  private final Downsampler downsampler =
      new Downsampler(
          FIVE_MINUTES,
          (encoding, minTime, maxTime, samples, data, from, to) -> {
            assertThat(encoding).isEqualTo(ChunkEncoding.AGGREGATE);
            chunks.add(
                new Chunk(minTime, maxTime, samples, HexFormat.of().formatHex(data, from, to)));
          });

  /** The worked example of Thanos' bytes: a reset within the second window. */
  @Test
  void writesTheWorkedExample() {
    downsampler.downsample(buffer(10_000, 1, 20_000, 3, 310_000, 2));

    String expected =
        "12010002becf244000000000000000914ec25fff"
            + "11010002becf244010000000000000914ed60c"
            + "12010002becf243ff0000000000000914ec25fff"
            + "11010002becf244008000000000000914ed80c"
            + "1c010004a09c013ff0000000000000cfd911c267fff5dd216b0feec77d40";
    assertThat(chunks).hasSize(1);
    assertThat(chunks.getFirst().hex).isEqualTo(expected);
    assertThat(chunks.getFirst().minTime).isEqualTo(299_999);
    assertThat(chunks.getFirst().maxTime).isEqualTo(310_000);
    assertThat(chunks.getFirst().windows).isEqualTo(2);
  }

  @Test
  void leavesOutEveryNan() {
    SampleBuffer samples = buffer(1_000, NAN, 2_000, 5, 3_000, NAN, 301_000, 7);
    samples.add(302_000, StaleMarker.VALUE);

    downsampler.downsample(samples);

    assertThat(read(Aggregate.COUNT)).isEqualTo("299999:1.0 301000:1.0");
    assertThat(read(Aggregate.COUNTER)).isEqualTo("2000:5.0 299999:5.0 301000:7.0 301000:7.0");
  }

  @Test
  void leavesOutSamplesThatGoBackInTime() {
    downsampler.downsample(buffer(10_000, 1, 5_000, 50, 20_000, 2));

    assertThat(read(Aggregate.SUM)).isEqualTo("20000:3.0");
  }

  @Test
  void makesNothingOfStaleMarkersAlone() {
    downsampler.downsample(buffer(1_000, NAN));
    downsampler.downsample(buffer(1_000, StaleMarker.VALUE));
    downsampler.downsample(buffer());

    assertThat(chunks).isEmpty();
  }

  @Test
  void keepsInfinities() {
    double infinity = Double.POSITIVE_INFINITY;
    downsampler.downsample(
        buffer(1_000, infinity, 2_000, infinity, 301_000, -infinity, 302_000, infinity));

    assertThat(read(Aggregate.SUM)).isEqualTo("299999:Infinity 302000:NaN");
    assertThat(read(Aggregate.MIN)).isEqualTo("299999:Infinity 302000:-Infinity");
    assertThat(read(Aggregate.MAX)).isEqualTo("299999:Infinity 302000:Infinity");
    assertThat(read(Aggregate.COUNTER))
        .isEqualTo("1000:Infinity 299999:NaN 302000:NaN 302000:Infinity");
  }

  @Test
  void addsUpACounterOverResets() {
    downsampler.downsample(
        buffer(60_000, 10, 120_000, 15, 180_000, 2, 360_000, 4, 420_000, 1, 480_000, 1));

    assertThat(read(Aggregate.COUNTER)).isEqualTo("60000:10.0 299999:17.0 480000:20.0 480000:1.0");
  }

  @Test
  void cutsWindowsBeforeTheEpochAtTheirEnds() {
    downsampler.downsample(buffer(-300_001, 1, -300_000, 2, -1, 3, 0, 4));

    assertThat(read(Aggregate.SUM)).isEqualTo("-300001:1.0 -1:5.0 0:4.0");
  }

  @Test
  void neverLetsOneChunkReachIntoTheNextOnesWindows() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 20_000; i++) {
      samples.add(15_000L * i, i);
    }

    downsampler.downsample(samples);

    assertThat(chunks.size()).isGreaterThan(5);
    for (int i = 1; i < chunks.size(); i++) {
      assertThat(chunks.get(i).minTime).isGreaterThan(chunks.get(i - 1).maxTime);
    }
    assertThat(chunks.stream().mapToInt(chunk -> chunk.windows)).allMatch(n -> n <= 141);
  }

  @Test
  void beginsAChunkWhereFloatsAndHistogramsMeet() {
    SampleBuffer samples = buffer(1_000, 1);
    add(samples, 2_000, histogram(1, 0.001, 2));
    add(samples, 3_000, histogram(1, 0.001, 5));
    samples.add(4_000, 7);

    downsampler.downsample(samples);

    assertThat(chunks).hasSize(3);
    assertThat(chunks.get(1).minTime).isEqualTo(3_000);
    assertThat(histograms(1, Aggregate.COUNTER))
        .containsExactly("{count:5, sum:5, (1.414213562373095,2]:5}");
    assertThat(histograms(1, Aggregate.SUM))
        .containsExactly("{count:7, sum:7, (1.414213562373095,2]:7}");
  }

  @Test
  void beginsAChunkWhereHistogramsCannotBeAddedWithoutALoss() {
    SampleBuffer samples = new SampleBuffer();
    add(samples, 1_000, histogram(1, 0.001, 2));
    add(samples, 2_000, histogram(1, 0.5, 3));
    add(samples, 3_000, custom(3, 1, 2));
    add(samples, 4_000, custom(4, 1, 2));
    add(samples, 5_000, custom(4, 1, 3));

    downsampler.downsample(samples);

    assertThat(chunks).extracting(Chunk::windows).containsExactly(1, 1, 1, 1);
    assertThat(chunks).extracting(Chunk::minTime).containsExactly(1_000L, 2_000L, 4_000L, 5_000L);
    assertThat(histograms(2, Aggregate.COUNTER)).containsExactly("{count:4, sum:4, [-Inf,1]:4}");
  }

  @Test
  void addsUpHistogramCountersOverResetsInTheCoarsestSchema() {
    SampleBuffer samples = new SampleBuffer();
    add(samples, 1_000, histogram(1, 0.001, 5));
    add(samples, 2_000, histogram(0, 0.001, 8));
    add(samples, 301_000, histogram(1, 0.001, 3));

    downsampler.downsample(samples);

    assertThat(histograms(0, Aggregate.COUNTER))
        .containsExactly("{count:8, sum:8, (1,2]:8}", "{count:11, sum:11, (1,2]:11}");
    assertThat(histograms(0, Aggregate.SUM))
        .containsExactly("{count:13, sum:13, (1,2]:13}", "{count:3, sum:3, (1,2]:3}");
    assertThat(read(Aggregate.COUNT)).isEqualTo("299999:2.0 301000:1.0");
  }

  @Test
  void allocatesNothingPerSample() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 50_000; i++) {
      samples.add(15_000L * i, i % 977);
    }
    Downsampler silent = new Downsampler(FIVE_MINUTES, (e, min, max, n, data, from, to) -> {});

    assertThat(Allocation.bytes(20, () -> silent.downsample(samples))).isZero();
  }

  private static FloatHistogram histogram(int schema, double zeroThreshold, double count) {
    // Bucket 2 of schema 1 is (sqrt 2, 2], bucket 1 of schema 0 is (1, 2].
    Spans spans = Spans.of(schema + 1, 1);
    HistogramLayout layout =
        new HistogramLayout(schema, zeroThreshold, spans, Spans.NONE, new double[0]);
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, 0, count, count);
  }

  private static FloatHistogram custom(double count, double... bounds) {
    HistogramLayout layout =
        new HistogramLayout(HistogramLayout.CUSTOM_BOUNDS, 0, Spans.of(0, 1), Spans.NONE, bounds);
    return FloatHistogram.of(layout, CounterResetHint.UNKNOWN, count, 0, count, count);
  }

  private static void add(SampleBuffer samples, long time, FloatHistogram histogram) {
    histogram.addTo(samples.lane());
    samples.addHistogram(time, histogram.sum(), 0);
  }

  private String read(Aggregate aggregate) {
    assertThat(chunks).hasSize(1);
    return Columns.of(decode(0, aggregate));
  }

  private List<String> histograms(int chunk, Aggregate aggregate) {
    SampleBuffer samples = decode(chunk, aggregate);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < samples.size(); i++) {
      texts.add(Histogram.of(samples.lane(), samples.laneIndex(i)).toString());
    }
    return texts;
  }

  private SampleBuffer decode(int chunk, Aggregate aggregate) {
    byte[] data = HexFormat.of().parseHex(chunks.get(chunk).hex);
    SampleBuffer samples = new SampleBuffer();
    new ChunkDecoder()
        .decode(aggregate, data, 0, data.length, Long.MIN_VALUE, Long.MAX_VALUE, samples);
    return samples;
  }
}
