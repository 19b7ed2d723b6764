package io.meridian.tsdb.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.Aggregate;
import io.meridian.tsdb.chunk.AggregateChunk;
import io.meridian.tsdb.chunk.AggregateChunkBuilder;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;

/**
 * Any bytes are either refused or are an aggregate chunk whose entries are chunks of their own, and
 * which is the same when it is put together again.
 */
@Tag("long")
class AggregateFuzzTest {
  private final ChunkDecoder decoder = new ChunkDecoder();

  @FuzzTest
  void reads(byte[] input) {
    AggregateChunk chunk = new AggregateChunk();
    try {
      chunk.split(input, 0, input.length);
    } catch (CorruptDataException refused) {
      return;
    }

    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    for (Aggregate aggregate : Aggregate.values()) {
      if (chunk.has(aggregate)) {
        ChunkEncoding encoding = chunk.encoding(aggregate);
        builder.add(aggregate, encoding, input, chunk.from(aggregate), chunk.to(aggregate));
        readsAsTheEntryAlone(aggregate, encoding, chunk, input);
      }
    }
    if (chunk.has(Aggregate.COUNTER)) {
      AggregateChunk again = new AggregateChunk();
      byte[] built = Arrays.copyOf(builder.bytes(), builder.length());
      again.split(built, 0, built.length);
      for (Aggregate aggregate : Aggregate.values()) {
        assertThat(entry(again, aggregate, built)).isEqualTo(entry(chunk, aggregate, input));
      }
    }
    readsAveragesAndCounters(input);
  }

  private void readsAsTheEntryAlone(
      Aggregate aggregate, ChunkEncoding encoding, AggregateChunk chunk, byte[] input) {
    SampleBuffer alone = new SampleBuffer();
    boolean refused = false;
    try {
      decoder.decode(encoding, input, chunk.from(aggregate), chunk.to(aggregate), alone);
    } catch (CorruptDataException e) {
      refused = true;
    }

    SampleBuffer within = new SampleBuffer();
    try {
      decoder.decode(aggregate, input, 0, input.length, Long.MIN_VALUE, Long.MAX_VALUE, within);
      assertThat(refused).isFalse();
    } catch (CorruptDataException e) {
      assertThat(refused).isTrue();
    }

    assertThat(within.size()).isEqualTo(alone.size());
    for (int i = 0; i < within.size(); i++) {
      assertThat(within.time(i)).isEqualTo(alone.time(i));
    }
  }

  private static void readsAveragesAndCounters(byte[] input) {
    AggregateReader reader = new AggregateReader();
    SampleBuffer into = new SampleBuffer();
    try {
      reader.average(input, 0, input.length, Long.MIN_VALUE, Long.MAX_VALUE, into);
      reader.beginCounter();
      reader.addCounter(ChunkEncoding.AGGREGATE, input, 0, input.length);
      into.clear();
      reader.endCounter(Long.MIN_VALUE, Long.MAX_VALUE, into);
    } catch (CorruptDataException refused) {
      assertThat(refused).hasMessageContaining("chunk");
    }
  }

  private static byte[] entry(AggregateChunk chunk, Aggregate aggregate, byte[] of) {
    return chunk.has(aggregate)
        ? Arrays.copyOfRange(of, chunk.from(aggregate), chunk.to(aggregate))
        : new byte[0];
  }
}
