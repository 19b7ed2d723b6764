package io.meridian.tsdb.merge;

import io.meridian.tsdb.chunk.ChunkEncoding;
import io.meridian.tsdb.chunk.ChunkSink;
import java.util.Arrays;

/** The chunks of a series that were made anew, their bytes one behind the other in one array. */
public final class RecodedChunks implements ChunkSink {
  private int size;
  private byte[] bytes = new byte[1024];
  private ChunkEncoding[] encodings = new ChunkEncoding[8];
  private long[] minTimes = new long[8];
  private long[] maxTimes = new long[8];
  private int[] ends = new int[8];

  /** Forgets all chunks and keeps the memory. */
  public void clear() {
    size = 0;
  }

  public int size() {
    return size;
  }

  @Override
  public void chunk(
      ChunkEncoding encoding,
      long minTime,
      long maxTime,
      int samples,
      byte[] data,
      int from,
      int to) {
    add(encoding, minTime, maxTime, data, from, to);
  }

  /** Adds a chunk whose number of samples nobody needs. */
  public void add(
      ChunkEncoding encoding, long minTime, long maxTime, byte[] data, int from, int to) {
    if (size == ends.length) {
      encodings = Arrays.copyOf(encodings, 2 * size);
      minTimes = Arrays.copyOf(minTimes, 2 * size);
      maxTimes = Arrays.copyOf(maxTimes, 2 * size);
      ends = Arrays.copyOf(ends, 2 * size);
    }
    int begin = size == 0 ? 0 : ends[size - 1];
    int end = Math.addExact(begin, to - from);
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
    }
    System.arraycopy(data, from, bytes, begin, to - from);
    encodings[size] = encoding;
    minTimes[size] = minTime;
    maxTimes[size] = maxTime;
    ends[size++] = end;
  }

  /** The array that holds the data of all chunks; replaced when it grows. */
  public byte[] bytes() {
    return bytes;
  }

  public ChunkEncoding encoding(int chunk) {
    return encodings[chunk];
  }

  public long minTime(int chunk) {
    return minTimes[chunk];
  }

  public long maxTime(int chunk) {
    return maxTimes[chunk];
  }

  /** Where a chunk's data begins. */
  public int from(int chunk) {
    return chunk == 0 ? 0 : ends[chunk - 1];
  }

  /** Where a chunk's data ends. */
  public int to(int chunk) {
    return ends[chunk];
  }
}
