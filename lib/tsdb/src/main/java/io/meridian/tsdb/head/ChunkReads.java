package io.meridian.tsdb.head;

import io.meridian.tsdb.file.ByteRanges;

/** How the bytes of full chunks are had that stand in files. */
interface ChunkReads {
  /** Through the mapping: for queries, which come to the same chunks again. */
  ChunkReads MAPPED = ByteRanges::read;

  /**
   * Reads a range of a file of {@link SpillFiles} into the beginning of an array, as {@link
   * ByteRanges#read(long, int, byte[])} does.
   */
  void read(ByteRanges file, long offset, int length, byte[] into);
}
