package io.meridian.bench;

import io.meridian.model.Labels;
import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.aggregate.Downsampler;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkFormat;
import io.meridian.tsdb.chunk.XorEncoder;
import io.meridian.tsdb.merge.MergedSeries;
import io.meridian.tsdb.merge.PieceMerge;
import io.meridian.tsdb.merge.ReplicaDedup;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Merging two replicas of two hours of data set D, of which each lost a scrape in two hundred, and
 * downsampling one of them to five minutes: decode, merge or fold, encode. Nanoseconds an input
 * sample.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class MergeBench {
  private static final int SERIES = 1_000;
  private static final int CHUNKS = 4;
  private static final int CHUNK = 120;
  private static final int SAMPLES = CHUNKS * CHUNK;
  private static final long START = 1_767_571_200_000L;

  private final Replica a = new Replica();
  private final Replica b = new Replica();
  private final Labels[] labels = new Labels[SERIES];

  @Setup
  public void encode() {
    DataSetD data = new DataSetD(40_000, 7);
    SplittableRandom random = new SplittableRandom(3);
    int[] order = Arrays.copyOf(data.shuffled(), SERIES);
    long[] times = new long[SAMPLES];
    double[] values = new double[SAMPLES];
    for (int i = 0; i < SERIES; i++) {
      labels[i] = Labels.of("series", "%06d".formatted(i));
      data.samples(order[i], START, SAMPLES, times, values);
      a.encode(i, times, values, 0, random);
      b.encode(i, times, values, 7_000, random);
    }
  }

  @Benchmark
  @OperationsPerInvocation(2 * SERIES * SAMPLES)
  public long mergeReplicas() {
    return merge(PieceMerge.replicas(ReplicaDedup.Algorithm.COVERAGE));
  }

  @Benchmark
  @OperationsPerInvocation(2 * SERIES * SAMPLES)
  public long mergeReplicasWithPenalties() {
    return merge(PieceMerge.replicas(ReplicaDedup.Algorithm.PENALTY));
  }

  @Benchmark
  @OperationsPerInvocation(2 * SERIES * SAMPLES)
  public long mergeUnion() {
    return merge(PieceMerge.union());
  }

  private long merge(PieceMerge how) {
    long bytes = 0;
    List<ChunkSeriesCursor> sources = List.of(new Walk(a), new Walk(b));
    try (MergedSeries merged = new MergedSeries(sources, how, ChunkFormat.COMPATIBLE)) {
      while (merged.next()) {
        for (int i = 0; i < merged.chunks(); i++) {
          bytes += merged.chunk(i).length();
        }
      }
    }
    return bytes;
  }

  @Benchmark
  @OperationsPerInvocation(SERIES * SAMPLES)
  public long downsample() {
    long[] bytes = new long[1];
    Downsampler downsampler =
        new Downsampler(
            300_000, (encoding, min, max, samples, data, from, to) -> bytes[0] += to - from);
    ChunkDecoder decoder = new ChunkDecoder();
    SampleBuffer samples = new SampleBuffer();
    for (int series = 0; series < SERIES; series++) {
      samples.clear();
      for (byte[] chunk : a.chunks[series]) {
        decoder.decode(ChunkEncoding.XOR, chunk, 0, chunk.length, samples);
      }
      downsampler.downsample(samples);
    }
    return bytes[0];
  }

  /** One replica's chunks. */
  private static final class Replica {
    final byte[][][] chunks = new byte[SERIES][CHUNKS][];
    final long[][] minTimes = new long[SERIES][CHUNKS];
    final long[][] maxTimes = new long[SERIES][CHUNKS];

    void encode(int series, long[] times, double[] values, long phase, SplittableRandom random) {
      XorEncoder encoder = new XorEncoder();
      for (int chunk = 0; chunk < CHUNKS; chunk++) {
        encoder.reset();
        int lost = random.nextInt(1, 2 * CHUNK - 2);
        for (int i = 0; i < CHUNK; i++) {
          int at = chunk * CHUNK + i;
          if (i != lost) {
            encoder.append(times[at] + phase, values[at]);
          }
        }
        chunks[series][chunk] = Arrays.copyOf(encoder.bytes(), encoder.length());
        minTimes[series][chunk] = times[chunk * CHUNK] + phase;
        maxTimes[series][chunk] = times[chunk * CHUNK + CHUNK - 1] + phase;
      }
    }
  }

  private final class Walk implements ChunkSeriesCursor {
    private final Replica replica;
    private final ChunkBytes bytes = new ChunkBytes();
    private int series = -1;

    Walk(Replica replica) {
      this.replica = replica;
    }

    @Override
    public boolean next() {
      return ++series < SERIES;
    }

    @Override
    public byte[] labelBytes() {
      return labels[series].packed();
    }

    @Override
    public int labelsFrom() {
      return 0;
    }

    @Override
    public int labelsTo() {
      return labelBytes().length;
    }

    @Override
    public int chunks() {
      return CHUNKS;
    }

    @Override
    public long chunkMinTime(int chunk) {
      return replica.minTimes[series][chunk];
    }

    @Override
    public long chunkMaxTime(int chunk) {
      return replica.maxTimes[series][chunk];
    }

    @Override
    public ChunkEncoding chunkEncoding(int chunk) {
      return ChunkEncoding.XOR;
    }

    @Override
    public ChunkBytes chunk(int chunk) {
      byte[] data = replica.chunks[series][chunk];
      return bytes.set(ChunkEncoding.XOR, data, 0, data.length);
    }

    @Override
    public void close() {}
  }
}
