package io.meridian.tsdb.block;

import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * A walk over series and their encoded chunks, in ascending label order: what merging, dumping,
 * verifying and serving have in common. Chunks of a series come in ascending order of their first
 * instant; they may overlap where the block says so. Used by one thread.
 */
public interface ChunkSeriesCursor extends AutoCloseable {
  /** Moves to the next series; false at the end. */
  boolean next();

  /** The array that holds the current series' packed labels, valid until {@link #next}. */
  byte[] labelBytes();

  int labelsFrom();

  int labelsTo();

  /**
   * Whether no series of this walk, gone or to come, has a label of this name, as far as that is
   * known without reading them; asked when {@link #next} has given a series.
   */
  default boolean lacks(byte[] labelName) {
    return false;
  }

  /** How many chunks the current series has. */
  int chunks();

  /** First instant of a chunk, Unix milliseconds. */
  long chunkMinTime(int chunk);

  /** Last instant of a chunk, Unix milliseconds, included. */
  long chunkMaxTime(int chunk);

  /**
   * How a chunk is encoded. The answer may cost as much as {@link #chunk}, but leaves its last
   * result valid.
   */
  ChunkEncoding chunkEncoding(int chunk);

  /**
   * A chunk's data, checked against its checksum; valid until the next call of this or of {@link
   * #next}.
   *
   * @throws io.meridian.model.CorruptDataException if the chunk is damaged; other chunks can still
   *     be asked for
   */
  ChunkBytes chunk(int chunk);

  /**
   * What of the current series is deleted although its chunks still hold it: whoever passes samples
   * on leaves these instants out.
   */
  default Intervals deleted() {
    return Intervals.NONE;
  }

  @Override
  void close();
}
