package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Damaged chunks of floats and aggregates: refused, or read as their bits say, never anything else.
 */
class FloatDamageTest {
  @RegisterExtension final Seed seed = new Seed();

  private final ChunkDecoder decoder = new ChunkDecoder("some file");
  private final SampleBuffer buffer = new SampleBuffer();

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void truncatedAtAnyLength(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 30; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(1, 40)));
      for (int length = 0; length < chunk.length; length++) {
        byte[] alone = Arrays.copyOf(chunk, length);
        int to = length;
        assertRefused(encoding, alone, length);
        assertRefused(encoding, chunk, to);
      }
    }
  }

  private void assertRefused(ChunkEncoding encoding, byte[] array, int to) {
    buffer.clear();
    try {
      decoder.decode(encoding, array, 0, to, buffer);
      fail("read %d samples of %d bytes", buffer.size(), to);
    } catch (CorruptDataException e) {
      assertThat(buffer.size()).isZero();
      assertThat(e.object()).isEqualTo("some file");
      assertThat(e.offset()).isBetween(0L, (long) to);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void withAnyBitFlipped(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 10; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(1, 30)));
      for (int bit = 0; bit < chunk.length * 8; bit++) {
        byte[] flipped = chunk.clone();
        flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
        assertReadAsTheBitsSay(encoding, flipped);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void mutatedInManyWays(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 3000; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(20)));
      for (int flips = random.nextInt(5); flips > 0; flips--) {
        int bytes = random.nextInt(4) == 0 ? Math.min(chunk.length, 20) : chunk.length;
        chunk[random.nextInt(bytes)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(2 * chunk.length) : chunk.length;
      assertReadAsTheBitsSay(encoding, Arrays.copyOf(chunk, length));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void ofRandomBytes(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    for (int run = 0; run < 3000; run++) {
      byte[] chunk = new byte[random.nextInt(60)];
      random.nextBytes(chunk);
      if (chunk.length > 1) {
        chunk[0] = 0;
        chunk[1] &= 31;
      }
      assertReadAsTheBitsSay(encoding, chunk);
    }
  }

  /** What the fuzzer holds, too: all decoders agree with the one that reads bit by bit. */
  static void assertReadAsTheBitsSay(ChunkEncoding encoding, byte[] chunk) {
    SampleBuffer read = new SampleBuffer();
    boolean refused = false;
    try {
      new ChunkDecoder("some file").decode(encoding, chunk, 0, chunk.length, read);
    } catch (CorruptDataException e) {
      refused = true;
      assertThat(e.object()).isEqualTo("some file");
      assertThat(e.offset()).isBetween(0L, (long) chunk.length);
      assertThat(read.size()).isZero();
    }
    try {
      SampleBuffer expected = PlainFloatDecoder.read(encoding, chunk);
      assertThat(refused).as("refused").isFalse();
      FloatDecoderTest.assertSame(expected, 0, read);
    } catch (PlainFloatDecoder.DamagedChunk e) {
      assertThat(refused).as("refused").isTrue();
    }
  }

  @Test
  void countsBeyondTheBytesAreRefusedBeforeTheyAreBelieved() {
    byte[] xor = new byte[8000];
    xor[0] = -1;
    xor[1] = -1;

    assertThatThrownBy(() -> decoder.decode(ChunkEncoding.XOR, xor, 0, xor.length, buffer))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "some file at offset 0: 65535 samples take 131147 bits or more, the chunk has 63984");
    assertThatThrownBy(() -> decoder.decode(ChunkEncoding.XOR2, xor, 0, xor.length, buffer))
        .isInstanceOf(CorruptDataException.class)
        .hasMessage(
            "some file at offset 0: 65535 samples take 65614 bits or more, the chunk has 63976");
    long bytes =
        Allocation.bytes(() -> {
          try {
            decoder.decode(ChunkEncoding.XOR, xor, 0, xor.length, new SampleBuffer(0));
          } catch (CorruptDataException expected) {
            // It is the allocation that counts.
          }
        });
    assertThat(bytes).isLessThan(10_000);
  }

  @Test
  void aggregatesTruncatedOrFlippedAnywhere() {
    byte[] chunk = aggregates();
    for (int length = 0; length < chunk.length; length++) {
      byte[] alone = Arrays.copyOf(chunk, length);
      for (Aggregate aggregate : Aggregate.values()) {
        assertThatThrownBy(() -> decodeAggregate(aggregate, alone))
            .isInstanceOf(CorruptDataException.class);
      }
    }
    for (int bit = 0; bit < chunk.length * 8; bit++) {
      byte[] flipped = chunk.clone();
      flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
      readAggregates(flipped);
    }
  }

  @Test
  void aggregatesMutatedInManyWays() {
    RandomGenerator random = seed.random();
    for (int run = 0; run < 3000; run++) {
      byte[] chunk = aggregates();
      for (int flips = random.nextInt(1, 5); flips > 0; flips--) {
        chunk[random.nextInt(chunk.length)] = (byte) random.nextInt();
      }
      readAggregates(chunk);
    }
  }

  static void readAggregates(byte[] chunk) {
    for (Aggregate aggregate : Aggregate.values()) {
      try {
        decodeAggregate(aggregate, chunk);
        new ChunkDecoder().count(aggregate, chunk, 0, chunk.length);
      } catch (CorruptDataException e) {
        assertThat(e.object()).isEqualTo("some file");
        assertThat(e.offset()).isBetween(0L, (long) chunk.length);
      }
    }
  }

  private static void decodeAggregate(Aggregate aggregate, byte[] chunk) {
    SampleBuffer into = new SampleBuffer();
    new ChunkDecoder("some file")
        .decode(aggregate, chunk, 0, chunk.length, Long.MIN_VALUE, Long.MAX_VALUE, into);
    assertThat(into.size()).isLessThanOrEqualTo(FloatHeader.MOST_SAMPLES);
  }

  private byte[] aggregates() {
    RandomFloats floats = new RandomFloats(seed.random());
    AggregateChunkBuilder builder = new AggregateChunkBuilder();
    builder.reset();
    for (Aggregate aggregate : Aggregate.values()) {
      byte[] entry = RandomFloats.xor(floats.samples(10));
      builder.add(aggregate, ChunkEncoding.XOR, entry, 0, entry.length);
    }
    return Arrays.copyOf(builder.bytes(), builder.length());
  }
}
