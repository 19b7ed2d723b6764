package io.meridian.tsdb.head;

import io.meridian.model.SampleBuffer;
import io.meridian.tsdb.chunk.ChunkDecoder;
import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.Xor2Encoder;

/** Makes one chunk of an open chunk of floats and of its {@link OpenStarts}. For one thread. */
final class StartedChunk {
  private final ChunkDecoder decoder = new ChunkDecoder("head");
  private final SampleBuffer samples = new SampleBuffer();
  private final Xor2Encoder encoder = new Xor2Encoder();

  /**
   * Makes an XOR2 chunk.
   *
   * @param first the start timestamp of the first sample
   * @param list the changes of it
   */
  void make(byte[] xor, int length, long first, long[] list) {
    samples.clear();
    decoder.decode(ChunkEncoding.XOR, xor, 0, length, samples);
    OpenStarts.apply(first, list, samples, 0);
    encoder.reset();
    for (int i = 0; i < samples.size(); i++) {
      encoder.append(samples.time(i), samples.value(i), samples.startTime(i));
    }
  }

  /** The chunk's data. */
  byte[] bytes() {
    return encoder.bytes();
  }

  int length() {
    return encoder.length();
  }
}
