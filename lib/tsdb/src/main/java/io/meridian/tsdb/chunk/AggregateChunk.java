package io.meridian.tsdb.chunk;

/**
 * Finds the entries of an aggregate chunk (encoding 255), in which Thanos keeps what is left of a
 * series after downsampling.
 *
 * <pre>
 *   chunk := count sum min max counter
 *   entry := length:uvarint encoding:8 data:length bytes
 *          | 0                                 absent
 * </pre>
 *
 * An entry's data is a chunk of its own: XOR for floats; for histograms XOR for the count, float
 * histograms for sum and counter, while min and max are absent. The number of samples is that of
 * the count.
 *
 * <p>Reusable, copies nothing; one thread at a time.
 */
public final class AggregateChunk {
  private final ChunkOrigin origin;
  private final ChunkEncoding[] encodings = new ChunkEncoding[Aggregate.NUMBER];
  private final int[] starts = new int[Aggregate.NUMBER];
  private final int[] ends = new int[Aggregate.NUMBER];
  private int at;

  public AggregateChunk() {
    this(new ChunkOrigin());
  }

  AggregateChunk(ChunkOrigin origin) {
    this.origin = origin;
  }

  /**
   * Finds the entries of a chunk.
   *
   * @param data holds the chunk's data in [from, to)
   * @throws io.meridian.model.CorruptDataException if five entries do not fill it exactly
   */
  public void split(byte[] data, int from, int to) {
    at = from;
    for (int i = 0; i < Aggregate.NUMBER; i++) {
      int begin = at - from;
      long length = length(data, from, to);
      if (length != 0 && Long.compareUnsigned(length, to - at) >= 0) {
        throw origin.corrupt(
            begin,
            "an entry of 1 + "
                + Long.toUnsignedString(length)
                + " bytes was expected, "
                + (to - at)
                + " are left");
      }
      if (length > 0) {
        int code = data[at] & 0xff;
        encodings[i] = origin.encoding(code, at - from);
        if (encodings[i] == ChunkEncoding.AGGREGATE) {
          throw origin.corrupt(at - from, "an entry of samples was expected, found aggregates");
        }
        at++;
      }
      starts[i] = at;
      at += (int) length;
      ends[i] = at;
    }
    if (at != to) {
      throw origin.corrupt(at - from, "five entries were expected, " + (to - at) + " bytes follow");
    }
  }

  private long length(byte[] data, int from, int to) {
    int begin = at;
    long value = 0;
    for (int shift = 0; shift < 64 && at < to; shift += 7) {
      byte group = data[at++];
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value;
      }
    }
    throw origin.corrupt(begin - from, "the length of an entry was expected");
  }

  /** Whether an aggregate is there. */
  public boolean has(Aggregate aggregate) {
    return to(aggregate) > from(aggregate);
  }

  /** The encoding of an aggregate that is there. */
  public ChunkEncoding encoding(Aggregate aggregate) {
    return encodings[aggregate.position()];
  }

  /** Where an aggregate's data begins in the array that was split. */
  public int from(Aggregate aggregate) {
    return starts[aggregate.position()];
  }

  /** Where an aggregate's data ends. */
  public int to(Aggregate aggregate) {
    return ends[aggregate.position()];
  }
}
