package io.meridian.tsdb.block;

import io.meridian.model.SampleBuffer;
import io.meridian.model.TimeRange;

/** Makes samples of a series' chunks. Used by one thread. */
sealed interface SampleReading permits StoredSamples, AggregatedSamples {
  /**
   * Fetches the chunks of a list that will be read next, where they are far.
   *
   * @param likelySize what a chunk hardly exceeds
   * @return how many bytes are held now
   */
  long fetch(ChunkList chunks, int likelySize);

  /**
   * Adds the samples of the chunks from one to another of a list, which are a series' own: those of
   * a time range that are not deleted, in time order and one for each instant.
   */
  void read(
      ChunkList chunks, int from, int to, TimeRange range, Intervals deleted, SampleBuffer into);
}
