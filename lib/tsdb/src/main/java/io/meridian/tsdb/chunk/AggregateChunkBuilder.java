package io.meridian.tsdb.chunk;

import java.util.Arrays;

/**
 * Puts chunks together to an aggregate chunk, whose format {@link AggregateChunk} shows. Reused
 * from chunk to chunk; one thread at a time.
 */
public final class AggregateChunkBuilder {
  /** A length and an encoding byte. */
  private static final int MOST_BEFORE_DATA = 6;

  private byte[] bytes = new byte[1024];
  private int at;
  private int next;

  /** Begins an empty chunk. */
  public void reset() {
    at = 0;
    next = 0;
  }

  /**
   * Adds an entry. Aggregates left out are absent; the counter must not be, since Thanos cannot
   * read a chunk without one.
   *
   * @param data holds the entry's data, at least a byte, in [from, to)
   * @throws IllegalArgumentException if the entry is empty or comes after its place
   */
  public void add(Aggregate aggregate, ChunkEncoding encoding, byte[] data, int from, int to) {
    if (aggregate.position() < next || to <= from || encoding == ChunkEncoding.AGGREGATE) {
      throw new IllegalArgumentException(
          aggregate + " of " + (to - from) + " bytes as entry " + next + " in " + encoding);
    }
    reserve(Aggregate.NUMBER + MOST_BEFORE_DATA + (to - from));
    while (next < aggregate.position()) {
      bytes[at++] = 0;
      next++;
    }
    int length = to - from;
    while (length > 0x7f) {
      bytes[at++] = (byte) (length | 0x80);
      length >>>= 7;
    }
    bytes[at++] = (byte) length;
    bytes[at++] = (byte) encoding.code();
    System.arraycopy(data, from, bytes, at, to - from);
    at += to - from;
    next++;
  }

  /**
   * The chunk's data, in the first {@link #length} bytes; valid until the next entry or reset.
   *
   * @throws IllegalStateException if the counter is missing
   */
  public byte[] bytes() {
    if (next != Aggregate.NUMBER) {
      throw new IllegalStateException("an aggregate chunk must have a counter");
    }
    return bytes;
  }

  /** How many bytes the entries have that were added. */
  public int length() {
    return at;
  }

  private void reserve(int more) {
    int needed = Math.addExact(at, more);
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
  }
}
