package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Conformance;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Every chunk of floats that Prometheus and Thanos wrote: read to its dump, and written again to
 * the byte.
 */
class GoldenFloatChunksTest {
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer buffer = new SampleBuffer();
  private final XorEncoder xor = new XorEncoder();
  private final Xor2Encoder xor2 = new Xor2Encoder();
  private final AggregateChunk entries = new AggregateChunk();
  private final List<String> others = new ArrayList<>();
  private int xorChunks;
  private int xor2Chunks;
  private int aggregateChunks;
  private int aggregates;

  @Test
  void areReadToTheirDumpsAndWrittenToTheByte() throws IOException {
    GoldenChunk.forEach(
        "",
        chunk -> {
          switch (chunk.encoding()) {
            case XOR -> {
              assertReads(chunk);
              assertWrites(chunk, xor());
              assertContinuesXor(chunk);
              assertReadsRange(chunk);
              xorChunks++;
            }
            case XOR2 -> {
              assertReads(chunk);
              assertWrites(chunk, xor2());
              assertContinuesXor2(chunk);
              assertReadsRange(chunk);
              xor2Chunks++;
            }
            case AGGREGATE -> {
              assertReadsAggregates(chunk);
              aggregateChunks++;
            }
            case HISTOGRAM, FLOAT_HISTOGRAM, HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> {}
          }
        });

    assertThat(others).as("chunks written differently").isEmpty();
    Conformance.count("golden-xor-chunks", xorChunks);
    Conformance.count("golden-xor2-chunks", xor2Chunks);
    Conformance.count("golden-aggregate-chunks", aggregateChunks);
    Conformance.count("golden-aggregates", aggregates);
  }

  private void assertReads(GoldenChunk chunk) {
    byte[] data = chunk.data();
    buffer.clear();
    decoder.decode(chunk.encoding(), data, 0, data.length, buffer);

    assertThat(decoder.count(chunk.encoding(), data, 0, data.length))
        .as(chunk.name())
        .isEqualTo(chunk.samples().size());
    assertSamples(chunk.name(), chunk.samples());
  }

  private void assertSamples(String name, Iterable<JsonNode> samples) {
    int at = 0;
    for (JsonNode sample : samples) {
      long bits = Double.doubleToRawLongBits(buffer.value(at));
      if (buffer.time(at) != sample.get(0).asLong()
          || bits != Long.parseUnsignedLong(sample.get(1).asString(), 16)
          || buffer.startTime(at) != sample.path(2).asLong(0)) {
        fail(
            "%s sample %d: %s, read %d %x %d",
            name, at, sample, buffer.time(at), bits, buffer.startTime(at));
      }
      at++;
    }
    assertThat(buffer.size()).as(name).isEqualTo(at);
  }

  private void assertWrites(GoldenChunk chunk, byte[] written) {
    if (!Arrays.equals(written, chunk.data())) {
      others.add(chunk.name());
    }
  }

  /** Stops in the middle and goes on from the bytes written until then. */
  private void assertContinuesXor(GoldenChunk chunk) {
    int middle = middle(chunk);
    xor.reset();
    for (int i = 0; i < middle; i++) {
      xor.append(buffer.time(i), buffer.value(i));
    }
    byte[] begin = Arrays.copyOf(xor.bytes(), xor.length() + 1);
    XorEncoder second = new XorEncoder();
    second.resume(begin, 0, xor.length());
    for (int i = middle; i < buffer.size(); i++) {
      second.append(buffer.time(i), buffer.value(i));
    }
    assertThat(Arrays.copyOf(second.bytes(), second.length()))
        .as(chunk.name())
        .isEqualTo(chunk.data());
  }

  private void assertContinuesXor2(GoldenChunk chunk) {
    int middle = middle(chunk);
    xor2.reset();
    for (int i = 0; i < middle; i++) {
      xor2.append(buffer.time(i), buffer.value(i), buffer.startTime(i));
    }
    byte[] begin = Arrays.copyOf(xor2.bytes(), xor2.length() + 1);
    Xor2Encoder second = new Xor2Encoder();
    second.resume(begin, 0, xor2.length());
    for (int i = middle; i < buffer.size(); i++) {
      second.append(buffer.time(i), buffer.value(i), buffer.startTime(i));
    }
    assertThat(Arrays.copyOf(second.bytes(), second.length()))
        .as(chunk.name())
        .isEqualTo(chunk.data());
  }

  private int middle(GoldenChunk chunk) {
    return Math.floorMod(Arrays.hashCode(chunk.data()), buffer.size() + 1);
  }

  private void assertReadsRange(GoldenChunk chunk) {
    byte[] data = chunk.data();
    long minTime = buffer.time(middle(chunk) / 2);
    long maxTime = buffer.time(Math.max(middle(chunk) - 1, 0)) - (middle(chunk) & 1);
    List<JsonNode> within =
        chunk.samples().stream()
            .filter(sample -> sample.get(0).asLong() >= minTime)
            .filter(sample -> sample.get(0).asLong() <= maxTime)
            .toList();
    buffer.clear();
    decoder.decode(chunk.encoding(), data, 0, data.length, minTime, maxTime, buffer);
    assertSamples(chunk.name(), within);
  }

  private byte[] xor() {
    xor.reset();
    for (int i = 0; i < buffer.size(); i++) {
      xor.append(buffer.time(i), buffer.value(i));
    }
    return Arrays.copyOf(xor.bytes(), xor.length());
  }

  private byte[] xor2() {
    xor2.reset();
    for (int i = 0; i < buffer.size(); i++) {
      xor2.append(buffer.time(i), buffer.value(i), buffer.startTime(i));
    }
    return Arrays.copyOf(xor2.bytes(), xor2.length());
  }

  private void assertReadsAggregates(GoldenChunk chunk) {
    byte[] data = chunk.data();
    entries.split(data, 0, data.length);
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    for (Aggregate aggregate : Aggregate.values()) {
      JsonNode about = chunk.about().get("aggregates").path(aggregate.label());
      String name = chunk.name() + " " + aggregate.label();
      assertThat(entries.has(aggregate)).as(name).isEqualTo(!about.isMissingNode());
      if (about.isMissingNode()) {
        continue;
      }
      int from = entries.from(aggregate);
      int to = entries.to(aggregate);
      assertThat(entries.encoding(aggregate).label())
          .as(name)
          .isEqualTo(about.get("encoding").asString());
      assertThat(GoldenChunk.sha256(data, from, to))
          .as(name)
          .isEqualTo(about.get("bytes_sha256").asString());
      assertThat(decoder.count(aggregate, data, 0, data.length))
          .as(name)
          .isEqualTo(about.get("n").asInt());
      if (entries.encoding(aggregate) == ChunkEncoding.XOR) {
        buffer.clear();
        decoder.decode(aggregate, data, 0, data.length, Long.MIN_VALUE, Long.MAX_VALUE, buffer);
        assertSamples(name, about.get("samples"));
        if (!Arrays.equals(xor(), Arrays.copyOfRange(data, from, to))) {
          others.add(name);
        }
      }
      builder.add(aggregate, entries.encoding(aggregate), data, from, to);
      aggregates++;
    }
    assertThat(Arrays.copyOf(builder.bytes(), builder.length())).as(chunk.name()).isEqualTo(data);
  }
}
