package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.model.PackedLabels;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.merge.LoserTree;
import java.util.List;

/**
 * Several walks as one in which each series comes once, with the chunks of all of them as they are,
 * in ascending order of their first instants.
 */
final class JoinedChunks implements ChunkSeriesCursor {
  private final List<ChunkSeriesCursor> sources;
  private final LoserTree tree = new LoserTree(this::compare);
  private final boolean[] live;

  /** The sources that have the current series, in the order of their numbers. */
  private final IntArrayList members = new IntArrayList();

  private final IntArrayList chunkSources = new IntArrayList();
  private final IntArrayList chunkPlaces = new IntArrayList();
  private int[] order = {};
  private boolean begun;

  /** Walks that belong to this from now on. */
  JoinedChunks(List<ChunkSeriesCursor> sources) {
    this.sources = List.copyOf(sources);
    live = new boolean[sources.size()];
  }

  private int compare(int one, int other) {
    ChunkSeriesCursor a = sources.get(one);
    ChunkSeriesCursor b = sources.get(other);
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
    return true;
  }

  private void begin() {
    begun = true;
    for (int i = 0; i < live.length; i++) {
      live[i] = sources.get(i).next();
    }
    tree.reset(live.length, live);
  }

  /** Equal heads win one after the other, so each member is the winner when its turn comes. */
  private void moveMembers() {
    for (int i = 0; i < members.size(); i++) {
      int source = tree.winner();
      live[source] = sources.get(source).next();
      if (live[source]) {
        tree.moved();
      } else {
        tree.ended();
      }
    }
  }

  private void gather() {
    members.clear();
    chunkSources.clear();
    chunkPlaces.clear();
    for (int source = tree.winner(); source < live.length; source++) {
      if (live[source] && compare(tree.winner(), source) == 0) {
        members.add(source);
        for (int chunk = 0; chunk < sources.get(source).chunks(); chunk++) {
          chunkSources.add(source);
          chunkPlaces.add(chunk);
        }
      }
    }
    order =
        IndirectSort.mergesort(
            0, chunkPlaces.size(), (a, b) -> Long.compare(storedMinTime(a), storedMinTime(b)));
  }

  private long storedMinTime(int index) {
    return sources.get(chunkSources.get(index)).chunkMinTime(chunkPlaces.get(index));
  }

  private ChunkSeriesCursor source(int chunk) {
    return sources.get(chunkSources.get(order[chunk]));
  }

  private int place(int chunk) {
    return chunkPlaces.get(order[chunk]);
  }

  @Override
  public byte[] labelBytes() {
    return sources.get(tree.winner()).labelBytes();
  }

  @Override
  public int labelsFrom() {
    return sources.get(tree.winner()).labelsFrom();
  }

  @Override
  public int labelsTo() {
    return sources.get(tree.winner()).labelsTo();
  }

  @Override
  public boolean lacks(byte[] labelName) {
    return sources.stream().allMatch(source -> source.lacks(labelName));
  }

  @Override
  public int chunks() {
    return order.length;
  }

  @Override
  public long chunkMinTime(int chunk) {
    return source(chunk).chunkMinTime(place(chunk));
  }

  @Override
  public long chunkMaxTime(int chunk) {
    return source(chunk).chunkMaxTime(place(chunk));
  }

  @Override
  public ChunkEncoding chunkEncoding(int chunk) {
    return source(chunk).chunkEncoding(place(chunk));
  }

  @Override
  public ChunkBytes chunk(int chunk) {
    return source(chunk).chunk(place(chunk));
  }

  @Override
  public void close() {
    sources.forEach(ChunkSeriesCursor::close);
  }
}
