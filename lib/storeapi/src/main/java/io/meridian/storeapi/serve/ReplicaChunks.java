package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.LabelHash;
import io.meridian.model.TimeRange;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The replicas of a store's series as one walk in which each series comes once. The first replica
 * that has a series gives all its chunks in the range; of the others those are read that reach
 * where it misses something ({@link CoveredTime}), or all of them where they are so many more, or
 * so much shorter, that their samples may lie closer.
 *
 * <p>So whoever joins replicas by coverage sees one replica without gaps, which is what it would
 * show of both, or both where there is a choice to make.
 */
final class ReplicaChunks implements ChunkSeriesCursor {
  /** One more chunk in so many, and a few, say nothing of the distance of samples. */
  private static final int TOLERATED = 4;

  /** Chunks of another replica that are not shorter than this part of the first's say nothing. */
  private static final double LENGTH_TOLERATED = 0.7;

  private final List<Replica> replicas;
  private final TimeRange range;
  private final AlignedSeries aligned;
  private final CoveredTime covered;

  /** The current series' chunks, one behind the other. */
  private final WireBytes data = new WireBytes();

  private final IntArrayList ends = new IntArrayList();
  private final List<ChunkEncoding> encodings = new ArrayList<>();
  private final LongArrayList minTimes = new LongArrayList();
  private final LongArrayList maxTimes = new LongArrayList();
  private int[] order = {};
  private final ChunkBytes shown = new ChunkBytes();

  /**
   * One replica's series.
   *
   * @param failed told of what it cannot give; throws where the answer cannot go on
   */
  record Replica(ChunkSeriesCursor series, Consumer<RuntimeException> failed) {}

  /**
   * Replicas, which belong to this from now on, the one to be preferred first.
   *
   * @param range the instants of which all replicas were asked for all chunks
   * @param known what was found out about chunks
   */
  ReplicaChunks(List<Replica> replicas, TimeRange range, EvenChunks known) {
    this.replicas = List.copyOf(replicas);
    covered = new CoveredTime(known);
    this.range = range;
    aligned =
        new AlignedSeries(
            this.replicas.stream().map(Replica::series).toList(),
            replica -> move(this.replicas.get(replica)));
  }

  @Override
  public boolean next() {
    if (!aligned.next()) {
      return false;
    }
    fill();
    return true;
  }

  private static boolean move(Replica replica) {
    try {
      return replica.series().next();
    } catch (RuntimeException e) {
      replica.failed().accept(e);
      return false;
    }
  }

  private void fill() {
    data.clear();
    ends.clear();
    encodings.clear();
    minTimes.clear();
    maxTimes.clear();
    covered.begin(LabelHash.of(labelBytes(), labelsFrom(), labelsTo()));
    Replica first = replicas.get(aligned.member(0));
    for (int i = 0; i < first.series().chunks(); i++) {
      add(first, i, aligned.members() > 1);
    }
    for (int i = 1; i < aligned.members(); i++) {
      addOther(replicas.get(aligned.member(i)), first.series());
    }
    order = IndirectSort.mergesort(0, ends.size(), this::compareTimes);
  }

  private int compareTimes(int one, int other) {
    return Long.compare(minTimes.get(one), minTimes.get(other));
  }

  private void addOther(Replica replica, ChunkSeriesCursor first) {
    ChunkSeriesCursor series = replica.series();
    boolean closer = mayLieCloser(series, first);
    for (int i = 0; i < series.chunks(); i++) {
      if (closer || !isCovered(series.chunkMinTime(i), series.chunkMaxTime(i))) {
        add(replica, i, false);
      }
    }
  }

  /** Whether the first replica misses nothing of a span, as far as that is in the range. */
  private boolean isCovered(long min, long max) {
    return covered.covers(Math.max(min, range.min()), Math.min(max, range.max()));
  }

  /**
   * Whether one replica's samples may lie closer than another's: chunks have about as many samples,
   * so that it has more chunks or shorter ones.
   */
  private static boolean mayLieCloser(ChunkSeriesCursor series, ChunkSeriesCursor first) {
    int most = first.chunks() + first.chunks() / TOLERATED + 2;
    return series.chunks() > most || longest(series) < longest(first) * LENGTH_TOLERATED;
  }

  private static double longest(ChunkSeriesCursor series) {
    double longest = 0;
    for (int i = 0; i < series.chunks(); i++) {
      longest = Math.max(longest, (double) series.chunkMaxTime(i) - series.chunkMinTime(i));
    }
    return longest;
  }

  /** Holds a chunk; a damaged one is told, and left to the other replicas. */
  private void add(Replica replica, int chunk, boolean covering) {
    try {
      ChunkBytes bytes = replica.series().chunk(chunk);
      long minTime = replica.series().chunkMinTime(chunk);
      long maxTime = replica.series().chunkMaxTime(chunk);
      if (covering) {
        covered.add(bytes, minTime, maxTime);
      }
      data.reserve(bytes.length());
      data.add(bytes.data(), bytes.from(), bytes.to());
      ends.add(data.length());
      encodings.add(bytes.encoding());
      minTimes.add(minTime);
      maxTimes.add(maxTime);
    } catch (RuntimeException e) {
      replica.failed().accept(e);
    }
  }

  @Override
  public byte[] labelBytes() {
    return aligned.first().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return aligned.first().labelsFrom();
  }

  @Override
  public int labelsTo() {
    return aligned.first().labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    return aligned.lacks(labelName);
  }

  @Override
  public int chunks() {
    return order.length;
  }

  @Override
  public long chunkMinTime(int chunk) {
    return minTimes.get(order[chunk]);
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return maxTimes.get(order[chunk]);
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return encodings.get(order[chunk]);
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    int at = order[chunk];
    return shown.set(encodings.get(at), data.bytes(), at == 0 ? 0 : ends.get(at - 1), ends.get(at));
  }

  @Override
  public void close() {
    aligned.close();
  }
}
