package io.meridian.tsdb.block;

import io.meridian.tsdb.file.ByteRanges;
import io.meridian.tsdb.file.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file of a block, as the block's own list has it.
 *
 * @param path relative to the block's folder, with slashes
 * @param size bytes; 0 for meta.json, which cannot know
 * @param hash a digest of its content, where the writer was told to make one
 */
public record BlockFile(String path, long size, Optional<Hash> hash) {
  /** The name of the index. */
  static final String INDEX = "index";

  private static final long PIECE = 1 << 20;

  /** A file without a digest. */
  public BlockFile(String path, long size) {
    this(path, size, Optional.empty());
  }

  /** A file as it is on disk, without a digest. */
  static BlockFile of(Disk disk, Path folder, String path) throws IOException {
    try (ByteRanges bytes = disk.open(folder.resolve(path))) {
      return new BlockFile(path, bytes.size());
    }
  }

  /** The same with the digest of what is on disk. */
  BlockFile hashed(Disk disk, Path folder) throws IOException {
    try (ByteRanges bytes = disk.open(folder.resolve(path))) {
      return new BlockFile(path, size, Optional.of(new Hash(Hash.SHA256, sha256(bytes))));
    }
  }

  /** The SHA-256 of a file in lower-case hexadecimal digits. */
  static String sha256(ByteRanges bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (long at = 0; at < bytes.size(); at += PIECE) {
        digest.update(bytes.read(at, Math.min(PIECE, bytes.size() - at)).asByteBuffer());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * A digest.
   *
   * @param function the name of the hash function; {@code SHA256} is the one in use
   * @param value the digest in lower-case hexadecimal digits
   */
  public record Hash(String function, String value) {
    static final String SHA256 = "SHA256";
  }
}
