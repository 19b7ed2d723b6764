package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CounterResetHint;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.HistogramSum;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.model.StaleMarker;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Seed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeriesChunkerTest {
  private static final long RANGE = 7_200_000;
  private static final HistogramLayout LAYOUT =
      new HistogramLayout(0, 0, Spans.of(0, 1), Spans.NONE, new double[0]);

  @RegisterExtension final Seed seed = new Seed();

  private record Chunk(
      ChunkEncoding encoding, long minTime, long maxTime, int samples, String hex) {
    byte[] data() {
      return HexFormat.of().parseHex(hex);
    }

    CounterResetHint header() {
      HistogramDecoder decoder = new HistogramDecoder(new ChunkOrigin(), encoding);
      decoder.reset(data(), 0, data().length);
      return decoder.header();
    }
  }

  @Test
  void chunksHoldTheSamplesOfTheSeries() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < 200; run++) {
      boolean integer = random.nextBoolean();
      SampleBuffer samples =
          new RandomHistograms(random, integer, random.nextBoolean(), false)
              .samples(random.nextInt(300));
      for (ChunkFormat format : ChunkFormat.values()) {
        List<Chunk> chunks = chunks(format, samples);

        SampleBuffer read = new SampleBuffer();
        for (Chunk chunk : chunks) {
          int before = read.size();
          new ChunkDecoder().decode(chunk.encoding, chunk.data(), 0, chunk.data().length, read);
          assertThat(read.size() - before).isEqualTo(chunk.samples);
          assertThat(read.time(before)).isEqualTo(chunk.minTime);
          assertThat(read.time(read.size() - 1)).isEqualTo(chunk.maxTime);
          assertThat(Math.floorDiv(chunk.minTime, RANGE))
              .isEqualTo(Math.floorDiv(chunk.maxTime, RANGE));
        }
        assertSame(samples, read, format == ChunkFormat.START_TIMES);
      }
    }
  }

  private static void assertSame(SampleBuffer samples, SampleBuffer read, boolean startTimes) {
    assertThat(read.size()).isEqualTo(samples.size());
    for (int i = 0; i < samples.size(); i++) {
      assertThat(read.time(i)).isEqualTo(samples.time(i));
      assertThat(read.startTime(i)).isEqualTo(startTimes ? samples.startTime(i) : 0);
      assertThat(Double.doubleToRawLongBits(read.value(i)))
          .isEqualTo(Double.doubleToRawLongBits(samples.value(i)));
      Histogram expected = populated(samples.lane(), samples.laneIndex(i));
      assertThat(populated(read.lane(), read.laneIndex(i)).holdsSameAs(expected)).isTrue();
    }
  }

  private static Histogram populated(HistogramLane lane, int index) {
    return new HistogramSum().set(lane, index).compact(0).toHistogram();
  }

  @Test
  void aChunkHoldsOneKindOfSamples() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(1000, 1);
    add(samples, 2000, true, CounterResetHint.UNKNOWN, 1);
    add(samples, 3000, true, CounterResetHint.GAUGE, 2);
    add(samples, 4000, false, CounterResetHint.GAUGE, 3);
    add(samples, 5000, false, CounterResetHint.UNKNOWN, 4);
    samples.add(6000, 5);

    List<Chunk> chunks = chunks(ChunkFormat.COMPATIBLE, samples);

    assertThat(chunks)
        .extracting(Chunk::encoding)
        .containsExactly(
            ChunkEncoding.XOR,
            ChunkEncoding.HISTOGRAM,
            ChunkEncoding.HISTOGRAM,
            ChunkEncoding.FLOAT_HISTOGRAM,
            ChunkEncoding.FLOAT_HISTOGRAM,
            ChunkEncoding.XOR);
    assertThat(chunks.subList(1, 5))
        .extracting(Chunk::header)
        .containsExactly(
            CounterResetHint.UNKNOWN,
            CounterResetHint.GAUGE,
            CounterResetHint.GAUGE,
            CounterResetHint.UNKNOWN);
  }

  @Test
  void headersSayWhatIsKnownOfResets() {
    SampleBuffer samples = new SampleBuffer();
    add(samples, 1000, true, CounterResetHint.UNKNOWN, 5);
    add(samples, 2000, true, CounterResetHint.UNKNOWN, 4);
    add(samples, 3000, true, CounterResetHint.RESET, 9);
    addStale(samples, 4000);
    addStale(samples, 5000);
    add(samples, 6000, true, CounterResetHint.UNKNOWN, 10);
    add(samples, RANGE, true, CounterResetHint.UNKNOWN, 10);
    add(samples, 2 * RANGE, true, CounterResetHint.UNKNOWN, 9);

    List<Chunk> chunks = chunks(ChunkFormat.COMPATIBLE, samples);

    assertThat(chunks).extracting(Chunk::samples).containsExactly(1, 1, 3, 1, 1, 1);
    assertThat(chunks)
        .extracting(Chunk::header)
        .containsExactly(
            CounterResetHint.UNKNOWN,
            CounterResetHint.RESET,
            CounterResetHint.RESET,
            CounterResetHint.UNKNOWN,
            CounterResetHint.NOT_RESET,
            CounterResetHint.RESET);
  }

  @Test
  void aStaleMarkerStaysWithTheGaugesItEnds() {
    SampleBuffer samples = new SampleBuffer();
    add(samples, 1000, true, CounterResetHint.GAUGE, 5);
    addStale(samples, 2000);

    List<Chunk> chunks = chunks(ChunkFormat.COMPATIBLE, samples);

    assertThat(chunks).hasSize(1);
    assertThat(chunks.getFirst().header()).isEqualTo(CounterResetHint.GAUGE);
  }

  @Test
  void floatsAreSpreadEvenlyOverTheRange() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 480; i++) {
      samples.add(i * 15_000L, i % 7);
    }

    assertThat(chunks(ChunkFormat.COMPATIBLE, samples))
        .extracting(Chunk::samples)
        .containsExactly(120, 120, 120, 120);
  }

  @Test
  void rangesBeforeTheEpochAreRangesToo() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(-RANGE - 1, 1);
    samples.add(-RANGE, 2);
    samples.add(-1, 3);
    samples.add(0, 4);

    assertThat(chunks(ChunkFormat.COMPATIBLE, samples))
        .extracting(Chunk::samples)
        .containsExactly(1, 2, 1);
  }

  @Test
  void timesMustRise() {
    SampleBuffer samples = new SampleBuffer();
    samples.add(5, 1);
    samples.add(5, 2);

    assertThatThrownBy(() -> chunks(ChunkFormat.COMPATIBLE, samples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("time 5 follows 5");
  }

  @Test
  void nothingBecomesNothing() {
    assertThat(chunks(ChunkFormat.START_TIMES, new SampleBuffer())).isEmpty();
  }

  @Test
  void allocatesNothingWithSettledLayouts() {
    RandomGenerator random = seed.random();
    SampleBuffer first = new RandomHistograms(random, true, true, true).samples(100);
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < first.size(); i++) {
      samples.lane().add(first.lane(), first.size() - 1);
      samples.addHistogram(first.time(i), 1, first.startTime(i));
    }
    for (ChunkFormat format : ChunkFormat.values()) {
      SeriesChunker chunker = new SeriesChunker(format, RANGE);
      ChunkSink sink = (encoding, minTime, maxTime, count, data, from, to) -> {};

      assertThat(Allocation.bytes(() -> chunker.chunk(samples, sink))).isZero();
    }
  }

  @Test
  void transcodedChunksHoldTheSameSamplesWithoutStartTimes() throws IOException {
    Transcoder transcoder = new Transcoder();
    ChunkDecoder decoder = new ChunkDecoder();
    int[] chunks = new int[1];
    for (String folder : List.of("golden/xor2/", "golden/histograms-st/")) {
      GoldenChunk.forEach(
          folder,
          chunk -> {
            byte[] data = chunk.data();
            ChunkEncoding encoding = transcoder.transcode(chunk.encoding(), data, 0, data.length);
            SampleBuffer expected = new SampleBuffer();
            decoder.decode(chunk.encoding(), data, 0, data.length, expected);
            SampleBuffer actual = new SampleBuffer();
            decoder.decode(encoding, transcoder.bytes(), 0, transcoder.length(), actual);

            assertThat(encoding.code()).isEqualTo(chunk.encoding().code() - 3);
            assertThat(actual.size()).isEqualTo(expected.size());
            assertThat(actual.hasStartTimes()).isFalse();
            for (int i = 0; i < expected.size(); i++) {
              assertThat(actual.time(i)).isEqualTo(expected.time(i));
              assertThat(Double.doubleToRawLongBits(actual.value(i)))
                  .isEqualTo(Double.doubleToRawLongBits(expected.value(i)));
              if (expected.laneIndex(i) >= 0) {
                assertThat(Histogram.of(actual.lane(), actual.laneIndex(i)))
                    .isEqualTo(Histogram.of(expected.lane(), expected.laneIndex(i)));
              }
            }
            assertHeader(chunk, encoding, transcoder);
            chunks[0]++;
          });
    }

    Conformance.count("golden-chunks-transcoded", chunks[0]);
  }

  private static void assertHeader(
      GoldenChunk chunk, ChunkEncoding encoding, Transcoder transcoder) {
    if (encoding.isHistogram()) {
      int resets = transcoder.bytes()[2] & 0xff;
      assertThat(resets).isEqualTo(chunk.data()[0] & 0xc0);
    }
  }

  private static void add(
      SampleBuffer samples, long time, boolean integer, CounterResetHint hint, int count) {
    int index = samples.lane().add(LAYOUT, integer, hint);
    long[] words = samples.lane().words();
    int start = samples.lane().start(index);
    Arrays.fill(words, start, start + 4, integer ? count : Double.doubleToRawLongBits(count));
    words[start + 2] = Double.doubleToRawLongBits(count);
    samples.addHistogram(time, count, 0);
  }

  private static void addStale(SampleBuffer samples, long time) {
    int index = samples.lane().add(HistogramLayout.EMPTY, true, CounterResetHint.UNKNOWN);
    samples.lane().words()[samples.lane().start(index) + 2] = StaleMarker.BITS;
    samples.addHistogram(time, StaleMarker.VALUE, 0);
  }

  private static List<Chunk> chunks(ChunkFormat format, SampleBuffer samples) {
    List<Chunk> chunks = new ArrayList<>();
    new SeriesChunker(format, RANGE)
        .chunk(
            samples,
            (encoding, minTime, maxTime, count, data, from, to) ->
                chunks.add(
                    new Chunk(
                        encoding,
                        minTime,
                        maxTime,
                        count,
                        HexFormat.of().formatHex(data, from, to))));
    return chunks;
  }
}
