package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.CorruptDataException;
import io.meridian.model.SampleBuffer;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FloatEncoderTest {
  private static final double ONE = 1;

  @RegisterExtension final Seed seed = new Seed();

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void continuesAChunkAtAnySampleAsIfItHadNeverStopped(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 60; run++) {
      SampleBuffer samples = floats.samples(random.nextInt(1, 140));
      byte[] whole = RandomFloats.chunk(encoding, samples);
      for (int stop = 0; stop <= samples.size(); stop += 1 + random.nextInt(3)) {
        assertThat(continued(encoding, samples, stop)).as("stop at %d", stop).isEqualTo(whole);
      }
    }
  }

  private static byte[] continued(ChunkEncoding encoding, SampleBuffer samples, int stop) {
    if (encoding == ChunkEncoding.XOR) {
      XorEncoder encoder = new XorEncoder();
      append(encoder, samples, 0, stop);
      byte[] begin = Arrays.copyOf(encoder.bytes(), encoder.length());
      encoder.resume(begin, 0, begin.length);
      append(encoder, samples, stop, samples.size());
      return Arrays.copyOf(encoder.bytes(), encoder.length());
    }
    Xor2Encoder encoder = new Xor2Encoder();
    append(encoder, samples, 0, stop);
    byte[] begin = Arrays.copyOf(encoder.bytes(), encoder.length());
    encoder.resume(begin, 0, begin.length);
    append(encoder, samples, stop, samples.size());
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }

  private static void append(XorEncoder encoder, SampleBuffer samples, int from, int to) {
    for (int i = from; i < to; i++) {
      encoder.append(samples.time(i), samples.value(i));
    }
  }

  private static void append(Xor2Encoder encoder, SampleBuffer samples, int from, int to) {
    for (int i = from; i < to; i++) {
      encoder.append(samples.time(i), samples.value(i), samples.startTime(i));
    }
  }

  /** Whatever can be read can be continued: with one sample more, and nothing else changed. */
  static void assertCanBeContinued(ChunkEncoding encoding, byte[] chunk) {
    SampleBuffer before = new SampleBuffer();
    try {
      new ChunkDecoder().decode(encoding, chunk, 0, chunk.length, before);
    } catch (CorruptDataException refused) {
      return;
    }
    if (before.size() == FloatHeader.MOST_SAMPLES) {
      return;
    }
    byte[] longer;
    if (encoding == ChunkEncoding.XOR) {
      XorEncoder encoder = new XorEncoder();
      encoder.resume(chunk, 0, chunk.length);
      encoder.append(77, Math.PI);
      longer = Arrays.copyOf(encoder.bytes(), encoder.length());
      before.add(77, Math.PI);
    } else {
      Xor2Encoder encoder = new Xor2Encoder();
      encoder.resume(chunk, 0, chunk.length);
      encoder.append(77, Math.PI, 7);
      longer = Arrays.copyOf(encoder.bytes(), encoder.length());
      before.add(77, Math.PI, 7);
    }
    SampleBuffer after = new SampleBuffer();
    new ChunkDecoder().decode(encoding, longer, 0, longer.length, after);
    FloatDecoderTest.assertSame(before, 0, after);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void continuesWhateverCanBeRead(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    RandomFloats floats = new RandomFloats(random);
    for (int run = 0; run < 2000; run++) {
      byte[] chunk = RandomFloats.chunk(encoding, floats.samples(random.nextInt(1, 20)));
      chunk[random.nextInt(chunk.length)] ^= (byte) (1 << random.nextInt(8));
      assertCanBeContinued(encoding, chunk);
    }
  }

  /**
   * Prometheus, when it opens a chunk again in which no value has changed, takes over the reader's
   * window of 0,0 and writes all 64 bits of the next change.
   */
  @Test
  void continuesAChunkThatPrometheusHasOpenedAgain() throws Exception {
    BitWriter out = new BitWriter();
    out.reset(2);
    out.header(1, 3);
    out.varint(1000);
    out.bits(Double.doubleToRawLongBits(ONE), 64);
    out.uvarint(1000);
    out.bits(0, 1);
    out.bits(0b010, 3);
    out.bits(Double.doubleToRawLongBits(ONE) ^ Double.doubleToRawLongBits(2), 64);
    byte[] reopened = Arrays.copyOf(out.bytes(), out.bytesUsed());

    XorEncoder encoder = new XorEncoder();
    encoder.resume(reopened, 0, reopened.length);
    encoder.append(4000, 3);
    out.header(1, 4);
    out.bits(0b010, 3);
    out.bits(Double.doubleToRawLongBits(2) ^ Double.doubleToRawLongBits(3), 64);

    byte[] expected = Arrays.copyOf(out.bytes(), out.bytesUsed());
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).isEqualTo(expected);
    SampleBuffer samples = PlainFloatDecoder.read(ChunkEncoding.XOR, expected);
    assertThat(Arrays.copyOf(samples.values(), 4)).containsExactly(1, 1, 2, 3);
  }

  /** A writer that knows that no start timestamp will follow may leave the header at 0 for ever. */
  @Test
  void continuesAChunkWhoseHeaderCanNameNoSampleToCome() {
    String begin = "d00f3ff0000000000000e807";
    byte[] chunk = HexFormat.of().parseHex("008200" + begin + "00".repeat(17));
    byte[] whole =
        HexFormat.of()
            .parseHex("00827f" + begin + "00000000000000000000000000000001f3e030f1f43c7d00");

    Xor2Encoder encoder = new Xor2Encoder();
    encoder.resume(chunk, 0, chunk.length);
    assertThat(Arrays.copyOf(encoder.bytes(), encoder.length())).isEqualTo(whole);
    assertCanBeContinued(ChunkEncoding.XOR2, chunk);
  }

  @Test
  void refusesToContinueWhatIsNoChunk() {
    byte[] bytes = {0, 3, 1, 2, 3};

    assertThatThrownBy(() -> new XorEncoder().resume(bytes, 0, bytes.length))
        .isInstanceOf(CorruptDataException.class);
    assertThatThrownBy(() -> new Xor2Encoder().resume(bytes, 0, bytes.length))
        .isInstanceOf(CorruptDataException.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"XOR", "XOR2"})
  void holdsAsManySamplesAsTheHeaderCounts(ChunkEncoding encoding) {
    SampleBuffer samples = new RandomFloats(seed.random()).samples(65_535);
    byte[] chunk = RandomFloats.chunk(encoding, samples);
    SampleBuffer read = new SampleBuffer();
    new ChunkDecoder().decode(encoding, chunk, 0, chunk.length, read);

    assertThat(read.size()).isEqualTo(65_535);
    assertThat(Arrays.equals(read.times(), 0, 65_535, samples.times(), 0, 65_535)).isTrue();
    samples.add(1, 1);
    assertThatThrownBy(() -> RandomFloats.chunk(encoding, samples))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a chunk holds at most 65535 samples");
  }

  @Test
  void allocatesNothing() {
    SampleBuffer samples = new RandomFloats(seed.random()).samples(120);
    XorEncoder xor = new XorEncoder();
    Xor2Encoder xor2 = new Xor2Encoder();
    byte[] into = new byte[4096];

    assertThat(
            Allocation.bytes(() -> {
              xor.reset();
              append(xor, samples, 0, 120);
              xor2.reset();
              append(xor2, samples, 0, 120);
              xor2.copyTo(into, xor.copyTo(into, 0));
            }))
        .isZero();
  }
}
