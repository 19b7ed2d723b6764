package io.meridian.tsdb.merge;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;
import io.meridian.testkit.Conformance;
import io.meridian.testkit.Golden;
import io.meridian.tsdb.block.BlockMeta;
import io.meridian.tsdb.block.BlockReader;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkSink;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds downsampling against the aggregate chunks that Thanos' compactor made, byte for byte. */
class GoldenDownsampleTest {
  private static final long FIVE_MINUTES = 300_000;
  private static final long ONE_HOUR = 3_600_000;

  @ParameterizedTest
  @ValueSource(strings = {"after", "penalty", "chain"})
  void equalsThanosByteForByte(String bucket) {
    ThanosBuckets blocks =
        ThanosBuckets.open(Golden.assumePresent("golden/thanos").resolve(bucket));
    long chunks = 0;
    for (BlockMeta coarse : blocks.ofResolution(FIVE_MINUTES)) {
      BlockMeta raw = blocks.sameData(coarse, 0).orElseThrow();
      chunks += compare(blocks, raw, coarse, GoldenDownsampleTest::downsampleRaw);
    }
    for (BlockMeta coarse : blocks.ofResolution(ONE_HOUR)) {
      BlockMeta fine = blocks.sameData(coarse, FIVE_MINUTES).orElseThrow();
      chunks += compare(blocks, fine, coarse, GoldenDownsampleTest::downsampleAggregates);
    }

    assertThat(chunks).isPositive();
    Conformance.count("golden-downsampled-chunks", chunks);
  }

  private interface Downsampling {
    void downsample(ChunkSeriesCursor series, ChunkSink into);
  }

  private static long compare(
      ThanosBuckets blocks, BlockMeta fine, BlockMeta coarse, Downsampling downsampling) {
    long chunks = 0;
    try (BlockReader from = blocks.read(fine);
        BlockReader to = blocks.read(coarse)) {
      ChunkSeriesCursor series = from.chunkSeries(List.of(), TimeRange.ALL);
      ChunkSeriesCursor expected = to.chunkSeries(List.of(), TimeRange.ALL);
      while (expected.next()) {
        assertThat(series.next()).isTrue();
        assertThat(labels(series)).isEqualTo(labels(expected));
        List<String> made = new ArrayList<>();
        downsampling.downsample(
            series,
            (encoding, minTime, maxTime, samples, data, begin, end) ->
                made.add(text(minTime, maxTime, data, begin, end)));
        assertThat(made).as("%s of %s", labels(series), coarse.ulid()).isEqualTo(chunks(expected));
        chunks += made.size();
      }
      assertThat(series.next()).isFalse();
    }
    return chunks;
  }

  private static void downsampleRaw(ChunkSeriesCursor series, ChunkSink into) {
    ChunkDecoder decoder = new ChunkDecoder();
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      decoder.decode(chunk.encoding(), chunk.data(), chunk.from(), chunk.to(), samples);
    }
    new Downsampler(FIVE_MINUTES, into).downsample(samples);
  }

  private static void downsampleAggregates(ChunkSeriesCursor series, ChunkSink into) {
    AggregateDownsampler downsampler = new AggregateDownsampler(FIVE_MINUTES, ONE_HOUR, into);
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      downsampler.add(
          series.chunkMinTime(i), series.chunkMaxTime(i), chunk.data(), chunk.from(), chunk.to());
    }
    downsampler.finish();
  }

  private static Labels labels(ChunkSeriesCursor series) {
    return Labels.copyOf(series.labelBytes(), series.labelsFrom(), series.labelsTo());
  }

  private static List<String> chunks(ChunkSeriesCursor series) {
    List<String> chunks = new ArrayList<>();
    for (int i = 0; i < series.chunks(); i++) {
      ChunkBytes chunk = series.chunk(i);
      chunks.add(
          text(
              series.chunkMinTime(i),
              series.chunkMaxTime(i),
              chunk.data(),
              chunk.from(),
              chunk.to()));
    }
    return chunks;
  }

  private static String text(long minTime, long maxTime, byte[] data, int from, int to) {
    return minTime + " to " + maxTime + ": " + HexFormat.of().formatHex(data, from, to);
  }
}
