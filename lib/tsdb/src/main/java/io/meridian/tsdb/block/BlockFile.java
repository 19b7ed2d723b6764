package io.meridian.tsdb.block;

import java.util.Optional;

/**
 * A file of a block, as the block's own list has it.
 *
 * @param path relative to the block's folder, with slashes
 * @param size bytes; 0 for meta.json, which cannot know
 * @param hash a digest of its content, where the writer was told to make one
 */
public record BlockFile(String path, long size, Optional<Hash> hash) {
  /** A file without a digest. */
  public BlockFile(String path, long size) {
    this(path, size, Optional.empty());
  }

  /**
   * A digest.
   *
   * @param function the name of the hash function; {@code SHA256} is the one in use
   * @param value the digest in lower-case hexadecimal digits
   */
  public record Hash(String function, String value) {}
}
