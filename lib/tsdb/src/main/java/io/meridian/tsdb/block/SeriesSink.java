package io.meridian.tsdb.block;

import io.meridian.tsdb.index.ChunkPlaces;
import java.io.IOException;

/** Where the series of a block go while it is written. */
sealed interface SeriesSink extends AutoCloseable permits IndexedSeries, SpooledSeries {
  /** Takes a series and its chunks, in label order. */
  void add(byte[] packed, int from, int to, ChunkPlaces chunks) throws IOException;

  /** Takes a series by the symbols of its names and values, in turn. */
  void add(int[] labelRefs, int labels, ChunkPlaces chunks) throws IOException;

  /**
   * Completes the index and makes its bytes durable.
   *
   * @return the most bytes of a series' entry, filled up to where the next one begins
   */
  long finish() throws IOException;

  /** Deletes what was written, unless {@link #finish} succeeded. */
  @Override
  void close() throws IOException;
}
