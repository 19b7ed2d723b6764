package io.meridian.tsdb.chunk;

import io.meridian.model.SampleBuffer;

/**
 * Decodes chunks of one encoding, or of one and its variant with start timestamps. Reusable; one
 * thread at a time.
 */
interface SampleDecoder {
  /**
   * Begins a chunk.
   *
   * @param data holds the chunk's data, the bytes behind the encoding byte, in [from, to)
   * @throws io.meridian.model.CorruptDataException if the header announces more than the bytes can
   *     hold
   */
  void reset(byte[] data, int from, int to);

  /** How many samples the header announces. */
  int count();

  /**
   * Appends the samples from minTime to maxTime, both inclusive; reads up to the first one after
   * maxTime. After an error nothing or some of the samples have been appended.
   */
  void decode(long minTime, long maxTime, SampleBuffer into);
}
