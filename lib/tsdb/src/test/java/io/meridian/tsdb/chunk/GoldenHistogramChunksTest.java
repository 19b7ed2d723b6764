package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import io.meridian.model.CounterResetHint;
import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every chunk of histograms that Prometheus and Thanos wrote: read to its dump, and written again
 * to the byte.
 */
class GoldenHistogramChunksTest {
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer buffer = new SampleBuffer();
  private final AggregateChunk entries = new AggregateChunk();

  @Test
  void areReadToTheirDumpsAndWrittenToTheByte() throws IOException {
    Map<ChunkEncoding, Integer> chunks = new EnumMap<>(ChunkEncoding.class);
    for (String folder : List.of("histograms", "overlap", "thanos")) {
      GoldenChunk.forEach(
          folder,
          chunk -> {
            if (chunk.encoding().isHistogram()) {
              assertChunk(chunk);
              chunks.merge(chunk.encoding(), 1, Integer::sum);
            } else if (chunk.encoding() == ChunkEncoding.AGGREGATE) {
              chunks.merge(chunk.encoding(), assertAggregates(chunk), Integer::sum);
            }
          });
    }

    Conformance.count("golden-histogram-chunks", chunks.getOrDefault(ChunkEncoding.HISTOGRAM, 0));
    Conformance.count(
        "golden-float-histogram-chunks", chunks.getOrDefault(ChunkEncoding.FLOAT_HISTOGRAM, 0));
    Conformance.count(
        "golden-histogram-st-chunks", chunks.getOrDefault(ChunkEncoding.HISTOGRAM_ST, 0));
    Conformance.count(
        "golden-float-histogram-st-chunks",
        chunks.getOrDefault(ChunkEncoding.FLOAT_HISTOGRAM_ST, 0));
    Conformance.count(
        "golden-histogram-aggregates", chunks.getOrDefault(ChunkEncoding.AGGREGATE, 0));
  }

  private void assertChunk(GoldenChunk chunk) {
    byte[] data = chunk.data();
    CounterResetHint header = GoldenHistograms.hint(chunk.about().get("header").asString());
    assertReads(chunk.name(), chunk.encoding(), data, 0, data.length, chunk.samples());
    assertWrites(chunk.name(), chunk.encoding(), data, header);
    assertContinues(chunk.name(), chunk.encoding(), data);
  }

  /** Returns how many of the aggregates are of histograms. */
  private int assertAggregates(GoldenChunk chunk) {
    byte[] data = chunk.data();
    entries.split(data, 0, data.length);
    int histograms = 0;
    for (Aggregate aggregate : Aggregate.values()) {
      if (entries.has(aggregate) && entries.encoding(aggregate).isHistogram()) {
        String name = chunk.name() + " " + aggregate.label();
        JsonNode about = chunk.about().get("aggregates").get(aggregate.label());
        int from = entries.from(aggregate);
        int to = entries.to(aggregate);
        ChunkEncoding encoding = entries.encoding(aggregate);
        assertReads(name, encoding, data, from, to, about.get("samples"));
        assertContinues(name, encoding, Arrays.copyOfRange(data, from, to));
        histograms++;
      }
    }
    return histograms;
  }

  private void assertReads(
      String name,
      ChunkEncoding encoding,
      byte[] data,
      int from,
      int to,
      Iterable<JsonNode> samples) {
    buffer.clear();
    decoder.decode(encoding, data, from, to, buffer);

    GoldenHistograms.assertSamples(name, buffer, samples);
  }

  private void assertWrites(
      String name, ChunkEncoding encoding, byte[] data, CounterResetHint header) {
    HistogramEncoder encoder = new HistogramEncoder(encoding);
    encoder.reset(header);
    for (int i = 0; i < buffer.size(); i++) {
      assertThat(append(encoder, i)).as(name).isTrue();
    }
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).as(name).isEqualTo(data);
  }

  private boolean append(HistogramEncoder encoder, int sample) {
    return encoder.append(
        buffer.time(sample), buffer.startTime(sample), buffer.lane(), buffer.laneIndex(sample));
  }

  /** Stops somewhere and goes on from the bytes written until then. */
  private void assertContinues(String name, ChunkEncoding encoding, byte[] data) {
    HistogramEncoder encoder = new HistogramEncoder(encoding);
    encoder.resume(data, 0, data.length);
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).as(name).isEqualTo(data);
    int middle = Math.floorMod(Arrays.hashCode(data), buffer.size());
    encoder.reset(CounterResetHint.UNKNOWN);
    if (buffer.lane().hint(0) == CounterResetHint.GAUGE) {
      encoder.reset(CounterResetHint.GAUGE);
    }
    for (int i = 0; i < middle; i++) {
      append(encoder, i);
    }
    byte[] begin = Arrays.copyOf(encoder.bytes(), encoder.length() + 1);
    HistogramEncoder second = new HistogramEncoder(encoding);
    second.resume(begin, 0, encoder.length());
    for (int i = middle; i < buffer.size(); i++) {
      assertThat(append(second, i)).as(name).isTrue();
    }
    byte[] bytes = Arrays.copyOf(second.bytes(), second.length());
    int resets = encoding.hasStartTimes() ? 0 : 2;
    bytes[resets] = data[resets];
    assertThat(bytes).as(name).isEqualTo(data);
  }
}
