package io.meridian.storeapi.serve;

import com.carrotsearch.hppc.IntArrayList;
import com.carrotsearch.hppc.sorting.IndirectSort;
import io.meridian.tsdb.block.ChunkBytes;
import io.meridian.tsdb.block.ChunkSeriesCursor;
import io.meridian.tsdb.chunk.ChunkEncoding;
import java.util.List;

/**
 * Several walks as one in which each series comes once, with the chunks of all of them as they are,
 * in ascending order of their first instants.
 */
final class JoinedChunks implements ChunkSeriesCursor {
  private final List<ChunkSeriesCursor> sources;
  private final AlignedSeries aligned;
  private final IntArrayList chunkSources = new IntArrayList();
  private final IntArrayList chunkPlaces = new IntArrayList();
  private int[] order = {};

  /** Walks that belong to this from now on. */
  JoinedChunks(List<ChunkSeriesCursor> sources) {
    this.sources = List.copyOf(sources);
    aligned = new AlignedSeries(this.sources, source -> this.sources.get(source).next());
  }

  @Override
  public boolean next() {
    if (!aligned.next()) {
      return false;
    }
    gather();
    return true;
  }

  private void gather() {
    chunkSources.clear();
    chunkPlaces.clear();
    for (int i = 0; i < aligned.members(); i++) {
      int source = aligned.member(i);
      for (int chunk = 0; chunk < sources.get(source).chunks(); chunk++) {
        chunkSources.add(source);
        chunkPlaces.add(chunk);
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
    aligned.close();
  }
}
