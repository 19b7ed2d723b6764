package io.meridian.bucket;

import java.util.Map;
import java.util.Optional;

/**
 * How objects are written.
 *
 * @param partSize bytes of a part; what is larger is uploaded in parts, at least 5 MiB
 * @param multipart whether the store takes parts; without them a large object is one request
 * @param encryption how the store encrypts what it keeps; empty for its own default
 * @param metadata what is written beside each object
 * @param storageClass the store's name of where to keep objects; empty for its default
 */
public record S3Uploads(
    int partSize,
    boolean multipart,
    Optional<S3Encryption> encryption,
    Map<String, String> metadata,
    Optional<String> storageClass) {
  /** The smallest part that S3 takes. */
  public static final int LEAST_PART = 5 << 20;

  /** The largest part that is held in memory. */
  public static final int LARGEST_PART = 1 << 30;

  /** Parts of 64 MiB, as in Thanos, and nothing else. */
  public static final S3Uploads PLAIN =
      new S3Uploads(64 << 20, true, Optional.empty(), Map.of(), Optional.empty());

  public S3Uploads {
    if (partSize < LEAST_PART || partSize > LARGEST_PART) {
      throw new IllegalArgumentException(
          "a part has " + LEAST_PART + " to " + LARGEST_PART + " bytes, asked were " + partSize);
    }
    metadata = Map.copyOf(metadata);
  }

  /** The same with another size of parts. */
  public S3Uploads withPartSize(int bytes) {
    return new S3Uploads(bytes, multipart, encryption, metadata, storageClass);
  }

  /** The same with a way of encryption. */
  public S3Uploads withEncryption(S3Encryption way) {
    return new S3Uploads(partSize, multipart, Optional.of(way), metadata, storageClass);
  }
}
