package io.meridian.blocks;

/** Told of every read of a block in a bucket, before it is made. Safe for use by many threads. */
@FunctionalInterface
public interface ReadMeter {
  /** Reads that nobody counts. */
  ReadMeter NONE = (_, _) -> {};

  /** What is read of a block. */
  enum Part {
    /** Posting lists, series' entries, symbols. */
    INDEX,
    /** Chunks. */
    CHUNKS
  }

  /**
   * A read that is about to be made; also of bytes that a cache may have.
   *
   * @throws io.meridian.model.MeridianException if it is not to be made
   */
  void read(Part part, long bytes);
}
