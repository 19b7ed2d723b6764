package io.meridian.tsdb.chunk;

import io.meridian.model.SampleBuffer;

/**
 * Reads chunks of every encoding into columns of samples. Reusable; one thread at a time.
 *
 * <p>Chunk data is what stands behind the encoding byte. Damage is a {@link
 * io.meridian.model.CorruptDataException} that names the object and the place in it, once {@link
 * #object} told them; it leaves the samples already in the buffer alone.
 */
public final class ChunkDecoder {
  private final ChunkOrigin origin = new ChunkOrigin();
  private final XorDecoder xor = new XorDecoder(origin);
  private final Xor2Decoder xor2 = new Xor2Decoder(origin);
  private final HistogramDecoder histograms = new HistogramDecoder(origin, ChunkEncoding.HISTOGRAM);
  private final HistogramDecoder floatHistograms =
      new HistogramDecoder(origin, ChunkEncoding.FLOAT_HISTOGRAM);
  private final HistogramDecoder histogramsWithStartTimes =
      new HistogramDecoder(origin, ChunkEncoding.HISTOGRAM_ST);
  private final HistogramDecoder floatHistogramsWithStartTimes =
      new HistogramDecoder(origin, ChunkEncoding.FLOAT_HISTOGRAM_ST);
  private final AggregateChunk aggregates = new AggregateChunk(origin);

  public ChunkDecoder() {}

  /** A decoder whose errors name an object. */
  public ChunkDecoder(String object) {
    object(object, 0);
  }

  /**
   * Sets what errors name from now on.
   *
   * @param name the file, block or message that chunks are part of
   * @param baseOffset where in it the data of the next chunk begins
   */
  public void object(String name, long baseOffset) {
    origin.set(name, baseOffset);
  }

  /** How many samples a chunk announces; of an aggregate chunk, its count. */
  public int count(ChunkEncoding encoding, byte[] data, int from, int to) {
    return switch (encoding) {
      case XOR, XOR2, HISTOGRAM, FLOAT_HISTOGRAM -> header(data, from, to);
      case HISTOGRAM_ST, FLOAT_HISTOGRAM_ST -> header(data, from, to) & 0x3fff;
      case AGGREGATE -> count(Aggregate.COUNT, data, from, to);
    };
  }

  /** How many samples one of the aggregates of an aggregate chunk announces; 0 if it is absent. */
  public int count(Aggregate aggregate, byte[] data, int from, int to) {
    aggregates.split(data, from, to);
    if (!aggregates.has(aggregate)) {
      return 0;
    }
    int entry = aggregates.from(aggregate);
    origin.entry(entry - from);
    try {
      return count(aggregates.encoding(aggregate), data, entry, aggregates.to(aggregate));
    } finally {
      origin.entry(0);
    }
  }

  private int header(byte[] data, int from, int to) {
    if (to - from < 2) {
      throw origin.corrupt(0, "a count of 2 bytes was expected, the chunk has " + (to - from));
    }
    return ((data[from] & 0xff) << 8) | (data[from + 1] & 0xff);
  }

  /** Appends all samples of a chunk that is not an aggregate chunk. */
  public void decode(ChunkEncoding encoding, byte[] data, int from, int to, SampleBuffer into) {
    decode(encoding, data, from, to, Long.MIN_VALUE, Long.MAX_VALUE, into);
  }

  /**
   * Appends the samples of a chunk from one time to another, both inclusive; reads no further than
   * the first one after.
   *
   * @param minTime Unix milliseconds
   * @param maxTime Unix milliseconds
   * @throws IllegalArgumentException for an aggregate chunk
   */
  public void decode(
      ChunkEncoding encoding,
      byte[] data,
      int from,
      int to,
      long minTime,
      long maxTime,
      SampleBuffer into) {
    SampleDecoder decoder =
        switch (encoding) {
          case XOR -> xor;
          case XOR2 -> xor2;
          case HISTOGRAM -> histograms;
          case FLOAT_HISTOGRAM -> floatHistograms;
          case HISTOGRAM_ST -> histogramsWithStartTimes;
          case FLOAT_HISTOGRAM_ST -> floatHistogramsWithStartTimes;
          case AGGREGATE ->
              throw new IllegalArgumentException("which aggregate is to be read must be said");
        };
    decoder.reset(data, from, to);
    decoder.decode(minTime, maxTime, into);
  }

  /**
   * Appends the samples of one of the aggregates of an aggregate chunk from one time to another,
   * both inclusive.
   *
   * @param minTime Unix milliseconds
   * @param maxTime Unix milliseconds
   * @return whether the aggregate is there: histograms have neither minimum nor maximum
   */
  public boolean decode(
      Aggregate aggregate,
      byte[] data,
      int from,
      int to,
      long minTime,
      long maxTime,
      SampleBuffer into) {
    aggregates.split(data, from, to);
    if (!aggregates.has(aggregate)) {
      return false;
    }
    int entry = aggregates.from(aggregate);
    origin.entry(entry - from);
    try {
      decode(
          aggregates.encoding(aggregate),
          data,
          entry,
          aggregates.to(aggregate),
          minTime,
          maxTime,
          into);
    } finally {
      origin.entry(0);
    }
    return true;
  }
}
