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
 * @param uploads how objects are written
 * @param transport how connections are made
 * @param retries how often a failed request is sent again, with growing, jittered pauses
 * @param deadline what one request with all its retries may take
 * @param checksums whether to send and verify checksums where the protocol does not require them;
 *     some stores refuse them
 */
public record S3Settings(
    String bucket,
    URI endpoint,
    String region,
    Optional<S3Credentials> credentials,
    boolean pathStyle,
    S3Uploads uploads,
    S3Transport transport,
    int retries,
    Duration deadline,
    boolean checksums) {
  /** Retries where nothing else is said. */
  public static final int DEFAULT_RETRIES = 5;

  /** The time of a request where nothing else is said. */
  public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(2);

  public S3Settings {
    if (retries < 0) {
      throw new IllegalArgumentException("retries must not be negative, were " + retries);
    }
  }

  /** Settings that fit most stores: path style, 64 MiB parts, 5 retries within 2 minutes. */
  public static S3Settings of(
      String bucket, URI endpoint, String region, S3Credentials credentials) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        Optional.of(credentials),
        true,
        S3Uploads.PLAIN,
        S3Transport.PLAIN,
        DEFAULT_RETRIES,
        DEFAULT_DEADLINE,
        true);
  }

  /** The same with or without the bucket's name in the path. */
  public S3Settings withPathStyle(boolean wanted) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        credentials,
        wanted,
        uploads,
        transport,
        retries,
        deadline,
        checksums);
  }

  /** The same with another way of writing objects. */
  public S3Settings withUploads(S3Uploads way) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        credentials,
        pathStyle,
        way,
        transport,
        retries,
        deadline,
        checksums);
  }

  /** The same with another way of connecting. */
  public S3Settings withTransport(S3Transport way) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        credentials,
        pathStyle,
        uploads,
        way,
        retries,
        deadline,
        checksums);
  }

  /** The same with another time for a request with all its retries. */
  public S3Settings withDeadline(Duration time) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        credentials,
        pathStyle,
        uploads,
        transport,
        retries,
        time,
        checksums);
  }

  /** The same with or without checksums that the protocol does not require. */
  public S3Settings withChecksums(boolean wanted) {
    return new S3Settings(
        bucket,
        endpoint,
        region,
        credentials,
        pathStyle,
        uploads,
        transport,
        retries,
        deadline,
        wanted);
  }
}
