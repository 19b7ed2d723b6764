package io.meridian.storeapi.wire;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.model.CorruptDataException;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Walks over chunks as {@link ChunkFields} and other servers write them. What is read points into
 * the array; nothing is copied. For one thread.
 */
public final class ChunkFieldReader {
  /** The chunk of samples among a span's parts; the aggregates follow in their order. */
  public static final int RAW = 0;

  /** How many parts a span may have. */
  public static final int PARTS = 6;

  private static final int FIRST_PART = 3;

  private final String store;
  private final FieldCursor spans = new FieldCursor();
  private final FieldCursor span = new FieldCursor();
  private final FieldCursor chunk = new FieldCursor();
  private long minTime;
  private long maxTime;
  private final boolean[] present = new boolean[PARTS];
  private final ChunkEncoding[] encodings = new ChunkEncoding[PARTS];
  private final int[] froms = new int[PARTS];
  private final int[] tos = new int[PARTS];
  private final long[] hashes = new long[PARTS];

  /**
   * A reader.
   *
   * @param store where chunks come from, for errors
   */
  public ChunkFieldReader(String store) {
    this.store = store;
  }

  /** Starts before the first span. */
  public void reset(byte[] bytes, int from, int to) {
    spans.reset("chunks of " + store, bytes, from, to);
  }

  /**
   * Moves to the next span; false at the end.
   *
   * @throws CorruptDataException if it is none, or a chunk's encoding is unknown
   */
  public boolean next() {
    if (!spans.next()) {
      return false;
    }
    span.reset("chunk of " + store, spans.bytes(), spans.from(), spans.to());
    minTime = 0;
    maxTime = 0;
    for (int part = 0; part < PARTS; part++) {
      present[part] = false;
    }
    while (span.next()) {
      int part = span.field() - FIRST_PART;
      if (span.isNumber(1)) {
        minTime = span.number();
      } else if (span.isNumber(2)) {
        maxTime = span.number();
      } else if (part >= 0 && part < PARTS && span.isBytes(span.field())) {
        readPart(part);
      }
    }
    if (minTime > maxTime) {
      throw span.corrupt("a chunk ends at %d before it begins at %d".formatted(maxTime, minTime));
    }
    return true;
  }

  private void readPart(int part) {
    chunk.reset("chunk of " + store, span.bytes(), span.from(), span.to());
    long type = 0;
    int from = span.to();
    int to = from;
    long hash = 0;
    while (chunk.next()) {
      if (chunk.isNumber(1)) {
        type = chunk.number();
      } else if (chunk.isBytes(2)) {
        from = chunk.from();
        to = chunk.to();
      } else if (chunk.isNumber(3)) {
        hash = chunk.number();
      }
    }
    if (type < 0 || type > 5) {
      throw chunk.corrupt("chunk type " + type + " is unknown; known are 0 to 5");
    }
    present[part] = true;
    encodings[part] = ChunkEncoding.of((int) type + 1, store, 0);
    froms[part] = from;
    tos[part] = to;
    hashes[part] = hash;
  }

  /** Where the span's field ends. */
  public int end() {
    return spans.to();
  }

  /** First instant of the span, Unix milliseconds. */
  public long minTime() {
    return minTime;
  }

  /** Last instant of the span, Unix milliseconds, included. */
  public long maxTime() {
    return maxTime;
  }

  /** Whether the span has a part: {@link #RAW}, or 1 + the place of an aggregate. */
  public boolean has(int part) {
    return present[part];
  }

  /** How the data of a part that is there is encoded. */
  public ChunkEncoding encoding(int part) {
    return encodings[part];
  }

  /** Where a part's data begins. */
  public int from(int part) {
    return froms[part];
  }

  /** Where a part's data ends. */
  public int to(int part) {
    return tos[part];
  }

  /** The xxHash64 of a part's data, as it came or else computed. */
  public long hash(int part) {
    return hashes[part] != 0
        ? hashes[part]
        : XxHash64JavaHasher.hash(span.bytes(), froms[part], tos[part] - froms[part], 0);
  }
}
