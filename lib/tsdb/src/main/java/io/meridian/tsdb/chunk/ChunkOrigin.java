package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;

/**
 * Where the chunk being decoded came from, for errors: shared by the decoders of one {@link
 * ChunkDecoder}.
 */
final class ChunkOrigin {
  private String object = "chunk";
  private long offset;
  private long entry;

  /**
   * Sets what errors name from now on.
   *
   * @param object the file, block or message that the chunk is part of
   * @param offset where in it the chunk's data begins
   */
  void set(String object, long offset) {
    this.object = object;
    this.offset = offset;
  }

  /** Sets where in the chunk the data being decoded begins: other than 0 in an aggregate chunk. */
  void entry(long entry) {
    this.entry = entry;
  }

  /** The encoding of a code that stands in the chunk. */
  ChunkEncoding encoding(int code, long at) {
    return ChunkEncoding.of(code, object, offset + entry + at);
  }

  /**
   * An error in the chunk.
   *
   * @param at bytes from the begin of the chunk's data
   */
  CorruptDataException corrupt(long at, String finding) {
    return new CorruptDataException(object, offset + entry + at, finding);
  }
}
