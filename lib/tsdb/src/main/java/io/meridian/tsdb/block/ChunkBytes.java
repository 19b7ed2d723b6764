package io.meridian.tsdb.block;

import io.meridian.tsdb.chunk.ChunkEncoding;

/** A chunk's encoding and data, a range of an array that is reused for the next one. */
public final class ChunkBytes {
  private ChunkEncoding encoding = ChunkEncoding.XOR;
  private byte[] data = {};
  private int from;
  private int to;

  /** Shows another chunk from now on. */
  public ChunkBytes set(ChunkEncoding encoding, byte[] data, int from, int to) {
    this.encoding = encoding;
    this.data = data;
    this.from = from;
    this.to = to;
    return this;
  }

  public ChunkEncoding encoding() {
    return encoding;
  }

  /** The array that holds the data, without length, encoding byte and checksum. */
  public byte[] data() {
    return data;
  }

  /** Where the data begins. */
  public int from() {
    return from;
  }

  /** Where the data ends. */
  public int to() {
    return to;
  }

  /** How many bytes of data there are. */
  public int length() {
    return to - from;
  }
}
