package io.meridian.bench;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Xor2Decoder;
import io.meridian.tsdb.chunk.Xor2Encoder;
import io.meridian.tsdb.chunk.XorDecoder;
import io.meridian.tsdb.chunk.XorEncoder;
import java.util.Arrays;
import java.util.Locale;
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
 * Chunks of floats, nanoseconds a sample: 120 samples of each of the plain metrics of data set D,
 * one series after the other in no order. Each chunk is its own array, as it is in a head; the
 * samples of the encoders lie in one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class FloatChunkBench {
  private static final int CHUNKS = 4_000;
  private static final int SAMPLES = 120;
  static final int ALL = CHUNKS * SAMPLES;
  private static final long START = 1_767_571_200_000L;

  /** Of all series, or of those that hold one kind of values. */
  @Param({"ALL", "CONSTANT", "COUNTER", "GAUGE", "RANDOM"})
  String shape = "";

  /** How far the samples of every other series stray from their interval, milliseconds. */
  @Param({"0", "3"})
  int jitter;

  private final long[] times = new long[ALL];
  private final double[] values = new double[ALL];
  private final byte[][] xor = new byte[CHUNKS][];
  private final byte[][] xor2 = new byte[CHUNKS][];
  private final byte[][] xor2Started = new byte[CHUNKS][];

  private final XorDecoder xorDecoder = new XorDecoder();
  private final Xor2Decoder xor2Decoder = new Xor2Decoder();
  private final XorEncoder xorEncoder = new XorEncoder();
  private final Xor2Encoder xor2Encoder = new Xor2Encoder();
  private final ChunkDecoder decoder = new ChunkDecoder();
  private final SampleBuffer buffer = new SampleBuffer();
  private final long[] readTimes = new long[SAMPLES];
  private final double[] readValues = new double[SAMPLES];
  private final long[] readStartTimes = new long[SAMPLES];

  @Setup
  public void encode() {
    fill();
    long[] bytes = new long[3];
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      append(chunk);
      xor[chunk] = Arrays.copyOf(xorEncoder.bytes(), xorEncoder.length());
      append2(chunk, 0);
      xor2[chunk] = Arrays.copyOf(xor2Encoder.bytes(), xor2Encoder.length());
      append2(chunk, times[chunk * SAMPLES] - 1000);
      xor2Started[chunk] = Arrays.copyOf(xor2Encoder.bytes(), xor2Encoder.length());
      bytes[0] += xor[chunk].length;
      bytes[1] += xor2[chunk].length;
      bytes[2] += xor2Started[chunk].length;
    }
    System.out.printf(
        Locale.ROOT,
        "%nbytes/sample: XOR %.3f, XOR2 %.3f, XOR2 with start timestamps %.3f%n",
        (double) bytes[0] / ALL,
        (double) bytes[1] / ALL,
        (double) bytes[2] / ALL);
  }

  private void fill() {
    DataSetD data = new DataSetD(40_000, 7);
    SplittableRandom random = new SplittableRandom(11);
    long[] oneTimes = new long[SAMPLES];
    double[] oneValues = new double[SAMPLES];
    int chunk = 0;
    for (int series : data.shuffled()) {
      boolean plain = series >= data.series() * 45 / 100;
      boolean wanted = shape.equals("ALL") || shape.equals(data.shape(series).name());
      if (!plain || !wanted || chunk == CHUNKS) {
        continue;
      }
      data.samples(series, START, SAMPLES, oneTimes, oneValues);
      if (jitter > 0 && chunk % 2 == 0) {
        Arrays.setAll(oneTimes, i -> oneTimes[i] + random.nextInt(-jitter, jitter + 1));
      }
      System.arraycopy(oneTimes, 0, times, chunk * SAMPLES, SAMPLES);
      System.arraycopy(oneValues, 0, values, chunk * SAMPLES, SAMPLES);
      chunk++;
    }
  }

  private void append(int chunk) {
    XorEncoder encoder = xorEncoder;
    encoder.reset();
    for (int i = chunk * SAMPLES; i < (chunk + 1) * SAMPLES; i++) {
      encoder.append(times[i], values[i]);
    }
  }

  private void append2(int chunk, long startTime) {
    Xor2Encoder encoder = xor2Encoder;
    encoder.reset();
    for (int i = chunk * SAMPLES; i < (chunk + 1) * SAMPLES; i++) {
      encoder.append(times[i], values[i], startTime);
    }
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public double decodeXor() {
    double sum = 0;
    for (byte[] chunk : xor) {
      xorDecoder.reset(chunk, 0, chunk.length);
      int size = xorDecoder.read(readTimes, readValues, 0, SAMPLES);
      sum += readValues[size - 1];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public double decodeXorIntoBuffer() {
    double sum = 0;
    for (byte[] chunk : xor) {
      buffer.clear();
      decoder.decode(ChunkEncoding.XOR, chunk, 0, chunk.length, buffer);
      sum += buffer.value(buffer.size() - 1);
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public double decodeXor2() {
    double sum = 0;
    for (byte[] chunk : xor2) {
      xor2Decoder.reset(chunk, 0, chunk.length);
      int size = xor2Decoder.read(readTimes, readValues, 0, SAMPLES);
      sum += readValues[size - 1];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public double decodeXor2WithStartTimes() {
    double sum = 0;
    for (byte[] chunk : xor2Started) {
      xor2Decoder.reset(chunk, 0, chunk.length);
      int size = xor2Decoder.read(readTimes, readValues, readStartTimes, 0, SAMPLES);
      sum += readValues[size - 1];
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public int encodeXor() {
    int length = 0;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      append(chunk);
      length += xorEncoder.length();
    }
    return length;
  }

  @Benchmark
  @OperationsPerInvocation(ALL)
  public int encodeXor2() {
    int length = 0;
    for (int chunk = 0; chunk < CHUNKS; chunk++) {
      append2(chunk, 0);
      length += xor2Encoder.length();
    }
    return length;
  }
}
