package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AggregateChunkTest {
  /** What Thanos makes of 10000:1 20000:3 310000:2 at a resolution of five minutes. */
  private static final byte[] FLOATS =
      HexFormat.of()
          .parseHex(
              "12010002becf244000000000000000914ec25fff"
                  + "11010002becf244010000000000000914ed60c"
                  + "12010002becf243ff0000000000000914ec25fff"
                  + "11010002becf244008000000000000914ed80c"
                  + "1c010004a09c013ff0000000000000cfd911c267fff5dd216b0feec77d40");

  @Test
  void readsEachAggregateOfAChunkOfFloats() {
    assertThat(samples(Aggregate.COUNT)).isEqualTo("299999:2.0 310000:1.0");
    assertThat(samples(Aggregate.SUM)).isEqualTo("299999:4.0 310000:2.0");
    assertThat(samples(Aggregate.MIN)).isEqualTo("299999:1.0 310000:2.0");
    assertThat(samples(Aggregate.MAX)).isEqualTo("299999:3.0 310000:2.0");
    assertThat(samples(Aggregate.COUNTER)).isEqualTo("10000:1.0 299999:3.0 310000:5.0 310000:2.0");
    assertThat(new ChunkDecoder().count(ChunkEncoding.AGGREGATE, FLOATS, 0, FLOATS.length))
        .isEqualTo(2);
  }

  @Test
  void putsEntriesTogetherAsThanosDoes() {
    AggregateChunk chunk = new AggregateChunk();
    chunk.split(FLOATS, 0, FLOATS.length);
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    for (Aggregate aggregate : Aggregate.values()) {
      builder.add(
          aggregate, chunk.encoding(aggregate), FLOATS, chunk.from(aggregate), chunk.to(aggregate));
    }

    assertThat(Arrays.copyOf(builder.bytes(), builder.length())).isEqualTo(FLOATS);
  }

  @Test
  void leavesOutMinimumAndMaximumOfHistograms() {
    byte[] entry = new byte[300];
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    builder.add(Aggregate.COUNT, ChunkEncoding.XOR, entry, 0, 20);
    builder.add(Aggregate.SUM, ChunkEncoding.FLOAT_HISTOGRAM, entry, 0, 300);
    builder.add(Aggregate.COUNTER, ChunkEncoding.FLOAT_HISTOGRAM, entry, 0, 128);
    byte[] data = Arrays.copyOf(builder.bytes(), builder.length());

    AggregateChunk chunk = new AggregateChunk();
    chunk.split(data, 0, data.length);
    assertThat(chunk.has(Aggregate.MIN)).isFalse();
    assertThat(chunk.has(Aggregate.MAX)).isFalse();
    assertThat(chunk.encoding(Aggregate.SUM)).isEqualTo(ChunkEncoding.FLOAT_HISTOGRAM);
    assertThat(chunk.to(Aggregate.SUM) - chunk.from(Aggregate.SUM)).isEqualTo(300);
    assertThat(chunk.to(Aggregate.COUNTER)).isEqualTo(data.length);
    assertThat(
            new ChunkDecoder()
                .decode(Aggregate.MIN, data, 0, data.length, 0, 1, new SampleBuffer()))
        .isFalse();
  }

  @Test
  void refusesToBuildWithoutACounterOrOutOfOrder() {
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    builder.add(Aggregate.SUM, ChunkEncoding.XOR, FLOATS, 2, 20);

    assertThatThrownBy(builder::bytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.add(Aggregate.COUNT, ChunkEncoding.XOR, FLOATS, 2, 20))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.add(Aggregate.MIN, ChunkEncoding.XOR, FLOATS, 2, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesThePlaceOfDamage() {
    ChunkDecoder decoder = new ChunkDecoder();
    decoder.object("chunks/000001", 1000);
    byte[] longer = Arrays.copyOf(FLOATS, FLOATS.length + 2);
    byte[] unknown = FLOATS.clone();
    unknown[21] = 7;
    byte[] nested = FLOATS.clone();
    nested[21] = -1;
    byte[] few = FLOATS.clone();
    few[22] = 1;

    assertDamage(
        decoder,
        longer,
        "chunks/000001 at offset 1108: five entries were expected, 2 bytes follow");
    assertDamage(
        decoder,
        unknown,
        "chunks/000001 at offset 1021: chunk encoding 7 is unknown; known are 1 to 6 and 255");
    assertDamage(
        decoder,
        nested,
        "chunks/000001 at offset 1021: an entry of samples was expected, found aggregates");
    assertDamage(
        decoder,
        few,
        "chunks/000001 at offset 1022: 258 samples take 593 bits or more, the chunk has 120");
    assertDamage(
        decoder,
        Arrays.copyOf(FLOATS, 30),
        "chunks/000001 at offset 1020: an entry of 1 + 17 bytes was expected, 9 are left");
    assertDamage(
        decoder, new byte[0], "chunks/000001 at offset 1000: the length of an entry was expected");
  }

  private static void assertDamage(ChunkDecoder decoder, byte[] data, String message) {
    SampleBuffer into = new SampleBuffer();
    assertThatThrownBy(() -> decoder.decode(Aggregate.SUM, data, 0, data.length, 0, 400_000, into))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(message);
    assertThat(into.size()).isZero();
  }

  private static String samples(Aggregate aggregate) {
    SampleBuffer into = new SampleBuffer();
    assertThat(
            new ChunkDecoder()
                .decode(aggregate, FLOATS, 0, FLOATS.length, Long.MIN_VALUE, Long.MAX_VALUE, into))
        .isTrue();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < into.size(); i++) {
      text.append(i == 0 ? "" : " ").append(into.time(i)).append(':').append(into.value(i));
    }
    return text.toString();
  }
}
