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
  private static final int MOST_TYPE = 5;
  private static final int MIN_TIME = 1 << 3;
  private static final int MAX_TIME = 2 << 3;
  private static final int RAW_CHUNK = FIRST_PART << 3 | 2;
  private static final int TYPE = 1 << 3;
  private static final int DATA = 2 << 3 | 2;
  private static final int HASH = 3 << 3;

  /** By their numbers in messages. */
  private static final ChunkEncoding[] ENCODINGS = new ChunkEncoding[MOST_TYPE + 1];

  static {
    for (int type = 0; type <= MOST_TYPE; type++) {
      ENCODINGS[type] = ChunkEncoding.of(type + 1, "chunk types", 0);
    }
  }

  private final String store;
  private byte[] bytes = {};

  /** Where the next span begins. */
  private int at;

  private int end;

  /** How far the current span is read. */
  private int place;

  private final FieldCursor spans = new FieldCursor();
  private final FieldCursor span = new FieldCursor();
  private final FieldCursor chunk = new FieldCursor();
  private long minTime;
  private long maxTime;

  /** A bit for each part that is there. */
  private int present;

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
  public void reset(byte[] array, int from, int to) {
    bytes = array;
    at = from;
    end = to;
  }

  /**
   * Moves to the next span; false at the end.
   *
   * @throws CorruptDataException if it is none, or a chunk's encoding is unknown
   */
  public boolean next() {
    if (at == end) {
      return false;
    }
    if (!readUsual()) {
      readFields();
    }
    return true;
  }

  /**
   * Reads a span that has a chunk of samples alone, its fields in their order, as nearly all have;
   * leaves everything else to {@link #readFields}.
   */
  private boolean readUsual() {
    place = at;
    if (!isNext(ChunkFields.CHUNKS, end)) {
      return false;
    }
    int spanEnd = lengthEnd(end);
    long min = isNext(MIN_TIME, spanEnd) ? varint(spanEnd) : 0;
    long max = isNext(MAX_TIME, spanEnd) ? varint(spanEnd) : 0;
    if (!isNext(RAW_CHUNK, spanEnd) || lengthEnd(spanEnd) != spanEnd || min > max) {
      return false;
    }
    long type = isNext(TYPE, spanEnd) ? varint(spanEnd) : 0;
    if (type < 0 || type > MOST_TYPE || !isNext(DATA, spanEnd)) {
      return false;
    }
    int to = lengthEnd(spanEnd);
    int from = place;
    place = Math.max(to, from);
    long hash = isNext(HASH, spanEnd) ? varint(spanEnd) : 0;
    if (to < 0 || place != spanEnd) {
      return false;
    }
    minTime = min;
    maxTime = max;
    present = 1;
    encodings[RAW] = ENCODINGS[(int) type];
    froms[RAW] = from;
    tos[RAW] = to;
    hashes[RAW] = hash;
    at = spanEnd;
    return true;
  }

  /** Steps over a field's tag if that is next. */
  private boolean isNext(int tag, int to) {
    boolean is = place < to && bytes[place] == tag;
    if (is) {
      place++;
    }
    return is;
  }

  /** Where the bytes end whose length is next; −1 if that is beyond what there is. */
  private int lengthEnd(int to) {
    long length = varint(to);
    return length < 0 || length > to - place ? -1 : place + (int) length;
  }

  /** A number; one that is cut off steps beyond everything. */
  private long varint(int to) {
    long value = 0;
    for (int shift = 0; shift < 64 && place < to; shift += 7) {
      byte group = bytes[place++];
      value |= (group & 0x7fL) << shift;
      if (group >= 0) {
        return value;
      }
    }
    place = Integer.MAX_VALUE;
    return 0;
  }

  private void readFields() {
    spans.reset("chunks of " + store, bytes, at, end);
    spans.next();
    span.reset("chunk of " + store, bytes, spans.from(), spans.to());
    minTime = 0;
    maxTime = 0;
    present = 0;
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
    at = spans.to();
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
    if (type < 0 || type > MOST_TYPE) {
      throw chunk.corrupt("chunk type " + type + " is unknown; known are 0 to 5");
    }
    present |= 1 << part;
    encodings[part] = ENCODINGS[(int) type];
    froms[part] = from;
    tos[part] = to;
    hashes[part] = hash;
  }

  /** Where the span's field ends. */
  public int end() {
    return at;
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
    return (present >> part & 1) != 0;
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
        : XxHash64JavaHasher.hash(bytes, froms[part], tos[part] - froms[part], 0);
  }
}
