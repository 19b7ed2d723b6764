package io.meridian.tsdb.chunk;

import io.meridian.model.CorruptDataException;

/**
 * Where the chunk being decoded came from, for errors: shared by the decoders of one {@link
 * ChunkDecoder}.
 */
final class ChunkOrigin {
  private String object = "chunk";
  private long offset;

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

  /**
   * An error in the chunk.
   *
   * @param at bytes from the begin of the chunk's data
   */
  CorruptDataException corrupt(long at, String finding) {
    return new CorruptDataException(object, offset + at, finding);
  }
}
