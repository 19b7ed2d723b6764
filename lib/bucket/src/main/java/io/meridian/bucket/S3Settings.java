package io.meridian.bucket;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Where an S3 bucket is and how to speak to it.
 *
 * @param bucket its name
 * @param endpoint scheme, host and port of the store
 * @param region what signatures are made for
 * @param credentials fixed keys; empty for the SDK's chain (environment, profile, container, host)
 * @param pathStyle whether the bucket's name goes into the path, not into the host's name
 * @param partSize bytes of a part; what is larger is uploaded in parts, at least 5 MiB
 * @param retries how often a failed request is sent again, with growing, jittered pauses
 * @param deadline what one request with all its retries may take
 * @param checksums whether to send and verify checksums where the protocol does not require them;
 *     some stores refuse them
 */
public record S3Settings(
    String bucket,
    URI endpoint,
    String region,
    Optional<Credentials> credentials,
    boolean pathStyle,
    int partSize,
    int retries,
    Duration deadline,
    boolean checksums) {
  static final int LEAST_PART = 5 << 20;

  public S3Settings {
    if (partSize < LEAST_PART) {
      throw new IllegalArgumentException(
          "a part has at least " + LEAST_PART + " bytes, asked were " + partSize);
    }
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative, were " + retries);
    }
  }

  /** Settings that fit most stores: path style, 64 MiB parts, 5 retries within 2 minutes. */
  public static S3Settings of(String bucket, URI endpoint, String region, Credentials credentials) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        Optional.of(credentials),
        true,
        64 << 20,
        5,
        Duration.ofMinutes(2),
        true);
  }

  /** The same with or without the bucket's name in the path. */
  public S3Settings withPathStyle(boolean wanted) {
    return new S3Settings(
        bucket, endpoint, region, credentials, wanted, partSize, retries, deadline, checksums);
  }

  /** The same with another size of parts. */
  public S3Settings withPartSize(int bytes) {
    return new S3Settings(
        bucket, endpoint, region, credentials, pathStyle, bytes, retries, deadline, checksums);
  }

  /** The same with another time for a request with all its retries. */
  public S3Settings withDeadline(Duration time) {
    return new S3Settings(
        bucket, endpoint, region, credentials, pathStyle, partSize, retries, time, checksums);
  }

  /** The same with or without checksums that the protocol does not require. */
  public S3Settings withChecksums(boolean wanted) {
    return new S3Settings(
        bucket, endpoint, region, credentials, pathStyle, partSize, retries, deadline, wanted);
  }

  /**
   * Keys of an account.
   *
   * @param sessionToken of temporary keys
   */
  public record Credentials(String accessKey, String secretKey, Optional<String> sessionToken) {
    @Override
    public String toString() {
      return "Credentials[" + accessKey + "]";
    }
  }
}
