package io.meridian.tsdb.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meridian.model.BucketBounds;
import io.meridian.model.CorruptDataException;
import io.meridian.model.CounterResetHint;
import io.meridian.model.Histogram;
import io.meridian.model.HistogramLayout;
import io.meridian.model.IntHistogram;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.testkit.Allocation;
import io.meridian.testkit.Seed;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Chunks of histograms that are damaged or use what no writer of today writes. */
class HistogramDamageTest {
  private static final int HEADER = 3;

  @RegisterExtension final Seed seed = new Seed();

  private final ChunkDecoder decoder = new ChunkDecoder("some file");
  private final SampleBuffer buffer = new SampleBuffer();

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"HISTOGRAM", "FLOAT_HISTOGRAM", "HISTOGRAM_ST", "FLOAT_HISTOGRAM_ST"})
  void truncatedAtAnyLength(ChunkEncoding encoding) {
    for (int run = 0; run < 20; run++) {
      byte[] chunk = chunk(encoding, run);
      for (int length = 0; length < chunk.length; length++) {
        int to = length;
        buffer.clear();
        assertThatThrownBy(() -> decoder.decode(encoding, chunk, 0, to, buffer))
            .as("%d of %d bytes", length, chunk.length)
            .isInstanceOf(CorruptDataException.class)
            .hasMessageContaining("some file");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"HISTOGRAM", "FLOAT_HISTOGRAM", "HISTOGRAM_ST", "FLOAT_HISTOGRAM_ST"})
  void withAnyBitFlipped(ChunkEncoding encoding) {
    for (int run = 0; run < 20; run++) {
      byte[] chunk = chunk(encoding, run);
      for (int bit = 0; bit < chunk.length * 8; bit++) {
        byte[] flipped = chunk.clone();
        flipped[bit / 8] ^= (byte) (0x80 >> bit % 8);
        buffer.clear();
        try {
          decoder.decode(encoding, flipped, 0, flipped.length, buffer);
          assertThat(buffer.size()).isLessThanOrEqualTo(1 << 16);
        } catch (CorruptDataException e) {
          assertThat(e).hasMessageContaining("some file");
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = ChunkEncoding.class,
      names = {"HISTOGRAM", "FLOAT_HISTOGRAM", "HISTOGRAM_ST", "FLOAT_HISTOGRAM_ST"})
  void mutatedInManyWays(ChunkEncoding encoding) {
    RandomGenerator random = seed.random();
    for (int run = 0; run < 5000; run++) {
      byte[] chunk = chunk(encoding, random, random.nextBoolean(), random.nextInt(6));
      for (int flips = random.nextInt(5); flips > 0; flips--) {
        int bytes = random.nextInt(4) == 0 ? Math.min(chunk.length, 10) : chunk.length;
        chunk[random.nextInt(bytes)] ^= (byte) (1 << random.nextInt(8));
      }
      int length = random.nextInt(5) == 0 ? random.nextInt(2 * chunk.length) : chunk.length;
      HistogramFuzzTest.readAndWrite(encoding, Arrays.copyOf(chunk, length));
    }
  }

  private byte[] chunk(ChunkEncoding encoding, int run) {
    RandomGenerator random = seed.random();
    random.longs(run).forEach(skipped -> {});
    return chunk(encoding, random, run % 2 == 0, 1 + run % 5);
  }

  private static byte[] chunk(
      ChunkEncoding encoding, RandomGenerator random, boolean gauge, int count) {
    boolean integer =
        EnumSet.of(ChunkEncoding.HISTOGRAM, ChunkEncoding.HISTOGRAM_ST).contains(encoding);
    SampleBuffer samples = new RandomHistograms(random, integer, gauge, true).samples(count);
    HistogramEncoder encoder = new HistogramEncoder(encoding);
    encoder.reset(gauge ? CounterResetHint.GAUGE : CounterResetHint.UNKNOWN);
    for (int i = 0; i < samples.size(); i++) {
      assertThat(
              encoder.append(
                  samples.time(i), samples.startTime(i), samples.lane(), samples.laneIndex(i)))
          .isTrue();
    }
    return Arrays.copyOf(encoder.bytes(), encoder.length());
  }

  @Test
  void countsBeyondTheBytesAreRefusedBeforeTheyAreBelieved() {
    assertFinding("260 custom bounds are announced", 1, out -> layout(out, -53, 0, 0, 260));
    assertFinding("span of 1000000000000 buckets", 1, out -> layout(out, 0, 1, 1_000_000_000_000L));
    assertFinding("spans are announced", 1, out -> layout(out, 0, -1));
    assertFinding("buckets, but only", 1, out -> layout(out, 0, 2, 12, 0, 12, 0, 0));
    assertFinding("40000 samples take 160000 bits or more", 40_000, out -> layout(out, 0, 0, 0));
  }

  @Test
  void layoutsWithoutSenseAreRefused() {
    assertFinding(
        "a schema from -9 to 52 or -53 was expected, found 53", 1, out -> layout(out, 53));
    assertFinding("found -10", 1, out -> layout(out, -10));
    assertFinding("found -54", 1, out -> layout(out, -54));
    assertFinding("positive span 2 begins 1 buckets before", 1, out -> spans(out, 1, 0, 1, -1));
    assertFinding("32 bits was expected, found 2147483648", 1, out -> spans(out, 1, 1L << 31));
    assertFinding(
        "reach beyond the largest bucket", 1, out -> spans(out, 1, Integer.MAX_VALUE, 1, 1));
  }

  @Test
  void hostileLayoutsDoNotAllocateMuch() {
    byte[] chunk = written(1, out -> layout(out, 0, 1, 1L << 30));

    long bytes =
        Allocation.bytes(() -> {
          try {
            decoder.decode(ChunkEncoding.HISTOGRAM, chunk, 0, chunk.length, buffer);
          } catch (CorruptDataException expected) {
            buffer.clear();
          }
        });

    assertThat(bytes).isLessThan(20_000);
  }

  @Test
  void aSampleBehindAStaleMarkerIsDamage() {
    byte[] chunk =
        written(
            2,
            out -> {
              layout(out, 0, 0, 0);
              out.vbi(1000);
              out.vbu(0);
              out.vbu(0);
              out.bits(0x7ff0000000000002L, 64);
              out.vbi(1000);
              out.vbi(1);
              out.vbi(0);
              out.bits(0b11, 2);
              out.bits(0, 11);
              out.bits(0x7ff0000000000002L, 64);
            });

    assertThatThrownBy(
            () -> decoder.decode(ChunkEncoding.HISTOGRAM, chunk, 0, chunk.length, buffer))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining("sample 1 is no stale marker, but follows one");
  }

  @Test
  void finerSchemasAreReducedToTheFinestInUse() {
    byte[] integers =
        written(
            1,
            out -> {
              out.bits(0, 8);
              out.vbi(10);
              out.vbu(2);
              out.vbu(3);
              out.vbi(1);
              out.vbu(2);
              out.vbi(1);
              out.vbu(1);
              out.vbu(2);
              out.vbi(-4);
              out.vbi(1000);
              out.vbu(28);
              out.vbu(0);
              out.bits(0, 64);
              for (long delta : new long[] {1, 1, 1, 1, 1, 6, 1}) {
                out.vbi(delta);
              }
            });

    decoder.decode(ChunkEncoding.HISTOGRAM, integers, 0, integers.length, buffer);

    HistogramLayout reduced =
        new HistogramLayout(
            BucketBounds.MAX_SCHEMA, 0, Spans.of(1, 2), Spans.of(-1, 2), new double[0]);
    assertThat(Histogram.of(buffer.lane(), 0))
        .isEqualTo(IntHistogram.of(reduced, CounterResetHint.UNKNOWN, 28, 0, 0, 6, 9, 6, 7));
  }

  @Test
  void coarseReservedSchemasAreReadAsTheyAre() {
    byte[] chunk =
        written(
            1,
            out -> {
              layout(out, -9, 0, 0);
              out.vbi(1000);
              out.vbu(0);
              out.vbu(0);
              out.bits(0, 64);
            });

    decoder.decode(ChunkEncoding.HISTOGRAM, chunk, 0, chunk.length, buffer);

    assertThat(buffer.lane().layout(0).schema()).isEqualTo(-9);
  }

  private void assertFinding(String finding, int count, Consumer<BitWriter> content) {
    byte[] chunk = written(count, content);
    buffer.clear();
    assertThatThrownBy(
            () -> decoder.decode(ChunkEncoding.HISTOGRAM, chunk, 0, chunk.length, buffer))
        .isInstanceOf(CorruptDataException.class)
        .hasMessageContaining(finding);
  }

  private static byte[] written(int count, Consumer<BitWriter> content) {
    BitWriter out = new BitWriter();
    out.reset(HEADER);
    out.header(0, count >>> 8);
    out.header(1, count);
    content.accept(out);
    return Arrays.copyOf(out.bytes(), out.bytesUsed() + 1);
  }

  private static void layout(BitWriter out, int schema, long... numbers) {
    out.bits(0, 8);
    out.vbi(schema);
    for (long number : numbers) {
      out.vbu(number);
    }
  }

  private static void spans(BitWriter out, long... lengthsAndOffsets) {
    layout(out, 0, lengthsAndOffsets.length / 2);
    for (int i = 0; i < lengthsAndOffsets.length; i += 2) {
      out.vbu(lengthsAndOffsets[i]);
      out.vbi(lengthsAndOffsets[i + 1]);
    }
    out.vbu(0);
    out.bits(0, 64);
  }
}
