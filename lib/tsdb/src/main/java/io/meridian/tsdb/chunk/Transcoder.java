package io.meridian.tsdb.chunk;

import io.meridian.model.HistogramLane;
import io.meridian.model.SampleBuffer;

/**
 * Writes chunks that carry start timestamps (encodings 4 to 6) anew without them (1 to 3), for
 * readers that know no others. One chunk becomes one chunk with the same samples and counter-reset
 * header. Reusable; one thread at a time.
 */
public final class Transcoder {
  private final ChunkOrigin origin = new ChunkOrigin();
  private final Xor2Decoder xor2 = new Xor2Decoder(origin);
  private final HistogramDecoder integerDecoder =
      new HistogramDecoder(origin, ChunkEncoding.HISTOGRAM_ST);
  private final HistogramDecoder floatDecoder =
      new HistogramDecoder(origin, ChunkEncoding.FLOAT_HISTOGRAM_ST);
  private final XorEncoder xor = new XorEncoder();
  private final HistogramEncoder integerEncoder = new HistogramEncoder(ChunkEncoding.HISTOGRAM);
  private final HistogramEncoder floatEncoder = new HistogramEncoder(ChunkEncoding.FLOAT_HISTOGRAM);
  private final SampleBuffer samples = new SampleBuffer();
  private byte[] bytes = {};
  private int length;

  /**
   * Sets what errors name from now on.
   *
   * @param name the file, block or message that chunks are part of
   * @param baseOffset where in it the data of the next chunk begins
   */
  public void object(String name, long baseOffset) {
    origin.set(name, baseOffset);
  }

  /**
   * Writes a chunk anew; the result is in {@link #bytes} until the next call.
   *
   * @param encoding one with start timestamps
   * @param data holds the chunk's data in [from, to)
   * @return the encoding of the result
   * @throws io.meridian.model.CorruptDataException if the bytes are no chunk of the encoding
   */
  public ChunkEncoding transcode(ChunkEncoding encoding, byte[] data, int from, int to) {
    return switch (encoding) {
      case XOR2 -> transcodeFloats(data, from, to);
      case HISTOGRAM_ST -> transcode(integerDecoder, integerEncoder, data, from, to);
      case FLOAT_HISTOGRAM_ST -> transcode(floatDecoder, floatEncoder, data, from, to);
      case XOR, HISTOGRAM, FLOAT_HISTOGRAM, AGGREGATE ->
          throw new IllegalArgumentException(encoding.label() + " has no start timestamps");
    };
  }

  private ChunkEncoding transcodeFloats(byte[] data, int from, int to) {
    decode(xor2, data, from, to);
    xor.reset();
    for (int i = 0; i < samples.size(); i++) {
      xor.append(samples.time(i), samples.value(i));
    }
    bytes = xor.bytes();
    length = xor.length();
    return ChunkEncoding.XOR;
  }

  private ChunkEncoding transcode(
      HistogramDecoder decoder, HistogramEncoder encoder, byte[] data, int from, int to) {
    decode(decoder, data, from, to);
    encoder.reset(decoder.header());
    HistogramLane lane = samples.lane();
    for (int i = 0; i < samples.size(); i++) {
      encoder.appendAsItIs(samples.time(i), 0, lane, samples.laneIndex(i));
    }
    bytes = encoder.bytes();
    length = encoder.length();
    return encoder.encoding();
  }

  private void decode(SampleDecoder decoder, byte[] data, int from, int to) {
    samples.clear();
    decoder.reset(data, from, to);
    decoder.decode(Long.MIN_VALUE, Long.MAX_VALUE, samples);
  }

  /** The result's data, in the first {@link #length} bytes. */
  public byte[] bytes() {
    return bytes;
  }

  /** How many bytes the result's data has. */
  public int length() {
    return length;
  }
}
