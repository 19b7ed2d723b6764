package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways of reading chunks of floats, held against a decoder that reads bit by bit. */
class FloatDecoderTest {
  @RegisterExtension final Seed seed = new Seed();

  private final ChunkDecoder decoder = new ChunkDecoder("some file");
  private final SampleBuffer buffer = new SampleBuffer();

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void readsChunksWhereverTheyStandInTheirArray(ChunkEncoding encoding) throws Exception {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 500; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(1, 200)));
      byte[] array = new byte[random.nextInt(20) + chunk.length + random.nextInt(12)];
      random.nextBytes(array);
      int from = random.nextInt(array.length - chunk.length + 1);
      System.arraycopy(chunk, 0, array, from, chunk.length);
      buffer.clear();
      decoder.decode(encoding, array, from, from + chunk.length, buffer);

      assertSame(PlainFloatDecoder.read(encoding, chunk), 0, buffer);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void readsInPieces(ChunkEncoding encoding) throws Exception {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 300; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(200)));
      SampleBuffer expected = PlainFloatDecoder.read(encoding, chunk);
      FloatDecoder pieces = decoder(encoding);
      pieces.reset(chunk, 0, chunk.length);
      long[] times = new long[expected.size() + 10];
      double[] values = new double[times.length];
      long[] startTimes = new long[times.length];
      int at = 0;
      while (at < expected.size()) {
        int max = random.nextInt(10);
        int size = pieces.read(times, values, startTimes, at, max);
        assertThat(size).isEqualTo(Math.min(max, expected.size() - at));
        at += size;
      }
      assertThat(pieces.read(times, values, startTimes, 0, 5)).isZero();
      assertSame(expected, 0, buffer(times, values, startTimes, at));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void seeksForwardOnly(ChunkEncoding encoding) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 150; i++) {
      samples.add(1000L * i, i, 500L * i);
    }
    byte[] chunk = RandomFloats.chunk(encoding, samples);
    FloatDecoder seeking = decoder(encoding);
    seeking.reset(chunk, 0, chunk.length);
    long[] times = new long[150];
    double[] values = new double[150];

    assertThat(seeking.seek(-1)).isTrue();
    assertThat(seeking.seek(3001)).isTrue();
    assertThat(seeking.seek(0)).isTrue();
    assertThat(seeking.read(times, values, 0, 2)).isEqualTo(2);
    assertThat(times).startsWith(4000, 5000);
    assertThat(seeking.seek(100_000)).isTrue();
    assertThat(seeking.read(times, values, 0, 150)).isEqualTo(50);
    assertThat(values).startsWith(100, 101, 102);
    assertThat(seeking.seek(0)).isFalse();
    seeking.reset(chunk, 0, chunk.length);
    assertThat(seeking.firstTime()).isZero();
    assertThat(seeking.seek(149_001)).isFalse();
    assertThat(seeking.read(times, values, 0, 150)).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void readsARangeOfTimes(ChunkEncoding encoding) {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 150; i++) {
      samples.add(1000L * i, i, 500L * (i / 100));
    }
    byte[] chunk = RandomFloats.chunk(encoding, samples);
    for (int first = -1; first < 151; first += 7) {
      for (int last = first - 2; last < 152; last += 5) {
        buffer.clear();
        buffer.add(-5, -5);
        long maxTime = 1000L * last + 999;
        decoder.decode(encoding, chunk, 0, chunk.length, 1000L * first, maxTime, buffer);

        int from = Math.max(first, 0);
        int to = Math.min(last + 1, 150);
        assertThat(buffer.size()).isEqualTo(1 + Math.max(to - from, 0));
        assertThat(buffer.startTime(0)).isZero();
        for (int i = from; i < to; i++) {
          assertThat(buffer.time(1 + i - from)).isEqualTo(1000L * i);
          assertThat(buffer.value(1 + i - from)).isEqualTo(i);
          assertThat(buffer.startTime(1 + i - from))
              .isEqualTo(encoding == ChunkEncoding.XOR ? 0 : 500L * (i / 100));
        }
      }
    }
  }

  /** An early end is found by what is read before it only. */
  @Test
  void stopsReadingBehindARange() {
    SampleBuffer samples = new SampleBuffer();
    for (int i = 0; i < 1000; i++) {
      samples.add(1000L * i, i * 0.7);
    }
    byte[] chunk = RandomFloats.xor(samples);
    byte[] damaged = Arrays.copyOf(chunk, chunk.length - 8);

    decoder.decode(ChunkEncoding.XOR, damaged, 0, damaged.length, 5000, 90_000, buffer);

    assertThat(buffer.size()).isEqualTo(86);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void allocatesNothing(ChunkEncoding encoding) {
    byte[][] chunks = new byte[20][];
    RandomFloats floats = new RandomFloats(seed.random());
    Arrays.setAll(chunks, i -> RandomFloats.chunk(encoding, floats.samples(120)));
    FloatDecoder seeking = decoder(encoding);

    assertThat(Allocation.bytes(() -> decodeAll(encoding, chunks))).isZero();
    assertThat(
            Allocation.bytes(() -> {
              for (byte[] chunk : chunks) {
                seeking.reset(chunk, 0, chunk.length);
                seeking.seek(1_767_571_300_000L);
              }
            }))
        .isZero();
  }

  private void decodeAll(ChunkEncoding encoding, byte[][] chunks) {
    for (byte[] chunk : chunks) {
      buffer.clear();
      decoder.decode(encoding, chunk, 0, chunk.length, buffer);
      decoder.decode(encoding, chunk, 0, chunk.length, 0, 1_767_571_300_000L, buffer);
    }
  }

  @Test
  @Tag("long")
  void readsChunksBehindTheFirst128MiBOfAnArray() {
    SampleBuffer samples = new RandomFloats(seed.random()).samples(120);
    byte[] chunk = RandomFloats.xor2(samples);
    byte[] array = new byte[Bits.MOST_BYTES + chunk.length / 2];
    System.arraycopy(chunk, 0, array, array.length - chunk.length, chunk.length);

    decoder.decode(ChunkEncoding.XOR2, array, array.length - chunk.length, array.length, buffer);

    assertSame(samples, 0, buffer);
    assertThatThrownBy(() -> decoder.decode(ChunkEncoding.XOR2, array, 0, array.length, buffer))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("a chunk of at most 134217728 bytes was expected");
  }

  static FloatDecoder decoder(ChunkEncoding encoding) {
    return encoding == ChunkEncoding.XOR ? new XorDecoder() : new Xor2Decoder();
  }

  private static SampleBuffer buffer(long[] times, double[] values, long[] starts, int size) {
    SampleBuffer buffer = new SampleBuffer();
    for (int i = 0; i < size; i++) {
      buffer.add(times[i], values[i], starts[i]);
    }
    return buffer;
  }

  static void assertSame(SampleBuffer expected, int from, SampleBuffer actual) {
    assertThat(actual.size()).isEqualTo(expected.size() - from);
    for (int i = from; i < expected.size(); i++) {
      assertThat(actual.time(i - from)).as("time %d", i).isEqualTo(expected.time(i));
      assertThat(Double.doubleToRawLongBits(actual.value(i - from)))
          .as("value %d", i)
          .isEqualTo(Double.doubleToRawLongBits(expected.value(i)));
      assertThat(actual.startTime(i - from)).as("start %d", i).isEqualTo(expected.startTime(i));
    }
  }
}
