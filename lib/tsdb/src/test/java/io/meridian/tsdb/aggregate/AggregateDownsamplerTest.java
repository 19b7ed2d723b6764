package io.meridian.tsdb.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.XorEncoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class AggregateDownsamplerTest {
  private static final long FINE = 300_000;
  private static final long COARSE = 3_600_000;

  private final List<String> chunks = new ArrayList<>();
  private final AggregateDownsampler downsampler =
      new AggregateDownsampler(
          FINE,
          COARSE,
          (encoding, minTime, maxTime, windows, data, from, to) ->
              chunks.add(minTime + " " + maxTime + " " + HexFormat.of().formatHex(data, from, to)));

  @Test
  void takesRawChunksForWhatTheyWouldHaveBecome() {
    addAggregates(0);
    addAggregates(200);
    addAggregates(400);
    downsampler.finish();
    List<String> expected = List.copyOf(chunks);
    chunks.clear();

    addAggregates(0);
    addRaw(200, 100);
    addRaw(300, 0);
    addAggregates(400);
    downsampler.finish();

    assertThat(chunks).isEqualTo(expected).hasSize(1);
  }

  private void addAggregates(int begin) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = begin; i < begin + 100; i++) {
      samples.add(60_000L * i, i % 70);
    }
    new Downsampler(
            FINE,
            (encoding, minTime, maxTime, windows, data, from, to) ->
                downsampler.add(encoding, minTime, maxTime, data, from, to))
        .downsample(samples);
  }

  private void addRaw(int begin, int size) {
    XorEncoder raw = new XorEncoder();
    for (int i = begin; i < begin + size; i++) {
      raw.append(60_000L * i, i % 70);
    }
    long end = 60_000L * (begin + size);
    downsampler.add(ChunkEncoding.XOR, 60_000L * begin, end, raw.bytes(), 0, raw.length());
  }
}
