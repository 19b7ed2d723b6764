package io.meridian.storeapi.wire;

import io.airlift.compress.v3.xxhash.XxHash64JavaHasher;
import io.meridian.tsdb.chunk.ChunkEncoding;

/**
 * Writes a span of samples as an AggrChunk, which is a field of a series: its raw chunk, or the
 * chunks of some aggregates. Data is copied once, from where it lies into the series.
 *
 * <pre>
 *   fields.begin(minTime, maxTime);
 *   fields.add(ChunkFields.RAW, encoding, data, from, to);
 *   fields.end(series);
 * </pre>
 */
public final class ChunkFields {
  /** The field of a chunk of samples. */
  public static final int RAW = 3;

  private static final int MOST = 6;

  /** Tag of a series' field of chunks. */
  static final int CHUNKS = 2 << 3 | 2;

  private static final int MIN_TIME = 1 << 3;
  private static final int MAX_TIME = 2 << 3;
  private static final int TYPE = 1 << 3;
  private static final int DATA = 2 << 3 | 2;
  private static final int HASH = 3 << 3;

  private final int[] fields = new int[MOST];
  private final int[] types = new int[MOST];
  private final byte[][] datas = new byte[MOST][];
  private final int[] froms = new int[MOST];
  private final int[] tos = new int[MOST];
  private final long[] hashes = new long[MOST];
  private final int[] sizes = new int[MOST];
  private int count;
  private long minTime;
  private long maxTime;

  /** Begins with a span; times in Unix milliseconds. */
  public void begin(long from, long to) {
    minTime = from;
    maxTime = to;
    count = 0;
  }

  /**
   * Adds a chunk, in ascending order of fields.
   *
   * @param field {@link #RAW} or an aggregate's
   * @param data stays as it is until {@link #end}
   */
  public void add(int field, ChunkEncoding encoding, byte[] data, int from, int to) {
    fields[count] = field;
    types[count] = encoding.code() - 1;
    datas[count] = data;
    froms[count] = from;
    tos[count] = to;
    hashes[count] = XxHash64JavaHasher.hash(data, from, to - from, 0);
    sizes[count] =
        numberSize(types[count])
            + 1
            + WireBytes.varintSize(to - from)
            + (to - from)
            + numberSize(hashes[count]);
    count++;
  }

  /** How many chunks were added to the span. */
  public int count() {
    return count;
  }

  /** Writes the span as the next chunk of a series. */
  public void end(WireBytes series) {
    int size = numberSize(minTime) + numberSize(maxTime);
    for (int i = 0; i < count; i++) {
      size += 1 + WireBytes.varintSize(sizes[i]) + sizes[i];
    }
    series.reserve(size + 16);
    series.put(CHUNKS).varint(size);
    number(MIN_TIME, minTime, series);
    number(MAX_TIME, maxTime, series);
    for (int i = 0; i < count; i++) {
      series.put(fields[i] << 3 | 2).varint(sizes[i]);
      number(TYPE, types[i], series);
      series.put(DATA).varint(tos[i] - froms[i]).add(datas[i], froms[i], tos[i]);
      number(HASH, hashes[i], series);
    }
  }

  /** Numbers that are zero are left out. */
  private static int numberSize(long value) {
    return value == 0 ? 0 : 1 + WireBytes.varintSize(value);
  }

  private static void number(int tag, long value, WireBytes into) {
    if (value != 0) {
      into.put(tag).varint(value);
    }
  }
}
