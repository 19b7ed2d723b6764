package io.meridian.bench;

import io.meridian.model.CounterResetHint;
import io.meridian.model.HistogramLane;
import io.meridian.model.HistogramLayout;
import io.meridian.model.SampleBuffer;
import io.meridian.model.Spans;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.HistogramEncoder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Chunks of native histograms, nanoseconds a sample: 60 growing histograms of 20 buckets, 15 s
 * apart, in each of 500 chunks.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class HistogramChunkBench {
  private static final int CHUNKS = 500;
  private static final int SAMPLES = 60;
  private static final int BUCKETS = 20;
  private static final int ALL = CHUNKS * SAMPLES;
  private static final long START = 1_767_571_200_000L;

  /** Of integers or of floats, without and with start timestamps. */
  @Param({"HISTOGRAM", "FLOAT_HISTOGRAM", "HISTOGRAM_ST", "FLOAT_HISTOGRAM_ST"})
  ChunkEncoding encoding = ChunkEncoding.HISTOGRAM;

  private final HistogramLane lane = new HistogramLane();
  private final byte[][] chunks = new byte[CHUNKS][];
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer decoded = new SampleBuffer();
  private HistogramEncoder encoder = new HistogramEncoder(encoding);

  @Setup
  public void encodeAll() {
    encoder = new HistogramEncoder(encoding);
    fill();
    long bytes = 0;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      append(chunk);
      chunks[chunk] = Arrays.copyOf(encoder.bytes(), encoder.length());
      bytes += encoder.length();
    }
    System.out.printf("%.1f bytes/sample%n", (double) bytes / ALL);
  }

  private void fill() {
    SplittableRandom random = new SplittableRandom(1);
    HistogramLayout layout =
        new HistogramLayout(3, 0x1p-128, Spans.of(-5, BUCKETS), Spans.NONE, new double[0]);
    boolean integer = encoding == ChunkEncoding.HISTOGRAM || encoding == ChunkEncoding.HISTOGRAM_ST;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      long[] counts = new long[BUCKETS];
      double sum = 0;
      for (int i = 0; i < SAMPLES; i++) {
        long all = 0;
        for (int b = 0; b < BUCKETS; b++) {
          counts[b] += random.nextInt(1 + 2 * Math.min(b, BUCKETS - b));
          all += counts[b];
        }
        sum += random.nextDouble(100);
        int index = lane.add(layout, integer, CounterResetHint.UNKNOWN);
        int at = lane.start(index);
        lane.words()[at] = word(all, integer);
        lane.words()[at + 1] = word(0, integer);
        lane.words()[at + 2] = Double.doubleToRawLongBits(sum);
        for (int b = 0; b < BUCKETS; b++) {
          lane.words()[lane.positiveStart(index) + b] = word(counts[b], integer);
        }
      }
    }
  }

  private static long word(long count, boolean integer) {
    return integer ? count : Double.doubleToRawLongBits((double) count);
  }

  private void append(int chunk) {
    encoder.reset(CounterResetHint.UNKNOWN);
    for (int i = 0; i < SAMPLES; i++) {
      if (!encoder.append(START + 15_000L * i, START, lane, chunk * SAMPLES + i)) {
        throw new IllegalStateException("a histogram does not fit");
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public long encode() {
    long bytes = 0;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      append(chunk);
      bytes += encoder.length();
    }
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public long decode() {
    long samples = 0;
    for (byte[] chunk : chunks) {
      decoded.clear();
      decoder.decode(encoding, chunk, 0, chunk.length, decoded);
      samples += decoded.size();
    }
    return samples;
  }
}
