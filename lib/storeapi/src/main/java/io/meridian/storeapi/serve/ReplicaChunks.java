package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.LongArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.PackedLabels;
import io.meridian.model.SampleWindows;
import io.meridian.storeapi.wire.WireBytes;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.merge.LoserTree;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The replicas of a store's series as one walk in which each series comes once. The first replica
 * that has a series gives all its chunks; of the others those are read that reach where it misses
 * something ({@link CoveredTime}), or all of them where they are so many more, or so much shorter,
 * that their samples may lie closer.
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
  private final SampleWindows windows;
  private final LoserTree tree = new LoserTree(this::compare);
  private final boolean[] live;

  /** The replicas that have the current series, in order. */
  private final IntArrayList members = new IntArrayList();

  private final CoveredTime covered = new CoveredTime();
  private boolean begun;

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

  /** Replicas, which belong to this from now on, the one to be preferred first. */
  ReplicaChunks(List<Replica> replicas, SampleWindows windows) {
    this.replicas = List.copyOf(replicas);
    this.windows = windows;
    live = new boolean[replicas.size()];
  }

  private int compare(int one, int other) {
    ChunkSeriesCursor a = replicas.get(one).series();
    ChunkSeriesCursor b = replicas.get(other).series();
    return PackedLabels.compare(
        a.labelBytes(), a.labelsFrom(), a.labelsTo(), b.labelBytes(), b.labelsFrom(), b.labelsTo());
  }

  @Override
  public boolean next() {
    if (begun) {
      moveMembers();
    } else {
      begin();
    }
    if (tree.winner() == LoserTree.NONE) {
      return false;
    }
    gather();
    fill();
    return true;
  }

  private void begin() {
    begun = true;
    for (int i = 0; i < live.length; i++) {
      live[i] = move(replicas.get(i));
    }
    tree.reset(live.length, live);
  }

  /** Equal heads win one after the other, so each member is the winner when its turn comes. */
  private void moveMembers() {
    for (int i = 0; i < members.size(); i++) {
      int replica = tree.winner();
      live[replica] = move(replicas.get(replica));
      if (live[replica]) {
        tree.moved();
      } else {
        tree.ended();
      }
    }
  }

  private static boolean move(Replica replica) {
    try {
      return replica.series().next();
    } catch (RuntimeException e) {
      replica.failed().accept(e);
      return false;
    }
  }

  private void gather() {
    members.clear();
    for (int replica = tree.winner(); replica < live.length; replica++) {
      if (live[replica] && compare(tree.winner(), replica) == 0) {
        members.add(replica);
      }
    }
  }

  private void fill() {
    data.clear();
    ends.clear();
    encodings.clear();
    minTimes.clear();
    maxTimes.clear();
    covered.clear();
    Replica first = replicas.get(members.get(0));
    for (int i = 0; i < first.series().chunks(); i++) {
      add(first, i, members.size() > 1);
    }
    for (int i = 1; i < members.size(); i++) {
      addOther(replicas.get(members.get(i)), first.series());
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
      if (closer || !covered.covers(series.chunkMinTime(i), series.chunkMaxTime(i), windows)) {
        add(replica, i, false);
      }
    }
  }

  /**
   * Whether one replica's samples may lie closer than another's: chunks have about as many samples,
   * so that it has more chunks or shorter ones. Windows leave as many of both.
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
      if (covering) {
        covered.add(bytes.encoding(), bytes.data(), bytes.from(), bytes.to());
      }
      data.reserve(bytes.length());
      data.add(bytes.data(), bytes.from(), bytes.to());
      ends.add(data.length());
      encodings.add(bytes.encoding());
      minTimes.add(replica.series().chunkMinTime(chunk));
      maxTimes.add(replica.series().chunkMaxTime(chunk));
    } catch (RuntimeException e) {
      replica.failed().accept(e);
    }
  }

  private ChunkSeriesCursor winner() {
    return replicas.get(tree.winner()).series();
  }

  @Override
  public byte[] labelBytes() {
    return winner().labelBytes();
  }

  @Override
  public int labelsFrom() {
    return winner().labelsFrom();
  }

  @Override
  public int labelsTo() {
    return winner().labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    return replicas.stream().allMatch(replica -> replica.series().lacks(labelName));
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
    replicas.forEach(replica -> replica.series().close());
  }
}
