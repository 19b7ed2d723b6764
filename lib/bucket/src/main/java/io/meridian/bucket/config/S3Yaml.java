package io.meridian.bucket.config;

import io.meridian.bucket.S3Credentials;
import io.meridian.bucket.S3Settings;
import io.meridian.bucket.S3Uploads;
import io.meridian.config.ByteSize;
import io.meridian.config.Default;
import io.meridian.config.InvalidValueException;
import io.meridian.config.NotHonoured;
import io.meridian.config.Secret;
import io.meridian.config.Section;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The keys of type S3: those of Thanos, and {@code checksums}, which is ours. */
@NotHonoured(
    key = "disable_dualstack",
    instead = "the endpoint is used as it is written; name a dual-stack endpoint if you want one",
    unless = "false")
@NotHonoured(
    key = "signature_version2",
    instead = "requests are signed with version 4",
    unless = "false")
@NotHonoured(
    key = "send_content_md5",
    instead = "CRC32 checksums are sent; \"checksums: false\" sends those that S3 requires alone",
    unless = "true")
@NotHonoured(
    key = "sts_endpoint",
    instead = "aws_sdk_auth finds it, or AWS_ENDPOINT_URL_STS names it")
@NotHonoured(
    key = "list_objects_version",
    instead = "version 2 of the listing is used",
    unless = "v2")
record S3Yaml(
    String bucket,
    String endpoint,
    @Default("") String region,
    @Default("") String accessKey,
    Optional<Secret> secretKey,
    Optional<Secret> sessionToken,
    @Default("false") boolean awsSdkAuth,
    @Default("false") boolean insecure,
    @Default("auto") Lookup bucketLookupType,
    @Default("64MiB") ByteSize partSize,
    @Default("false") boolean disableMultipart,
    @Default("0") int maxRetries,
    @Default("true") boolean checksums,
    Map<String, String> putUserMetadata,
    SseYaml sseConfig,
    HttpYaml httpConfig,
    TraceYaml trace) {
  private static final Pattern AWS =
      Pattern.compile("s3[.-](?:dualstack\\.|fips\\.)?([a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?");

  private static final String STORAGE_CLASS = "x-amz-storage-class";

  /** The keys of {@code trace}. */
  @NotHonoured(key = "enable", instead = "requests are not written to the log", unless = "false")
  record TraceYaml() {}

  /** Where the bucket's name goes. */
  enum Lookup {
    AUTO,
    VIRTUAL_HOSTED,
    PATH
  }

  S3Yaml {
    if (bucket.isEmpty()) {
      throw new InvalidValueException("bucket", "is empty", "write the bucket's name");
    }
    if (endpoint.contains("/") || endpoint.isEmpty()) {
      throw new InvalidValueException(
          "endpoint",
          "is no host with an optional port",
          "write it without scheme and path; \"insecure: true\" is for http");
    }
    if (partSize.bytes() < S3Uploads.LEAST_PART || partSize.bytes() > S3Uploads.LARGEST_PART) {
      throw new InvalidValueException(
          "part_size", "must be 5MiB to 1GiB, was " + partSize, "64MiB suits most stores");
    }
    if (maxRetries < 0) {
      throw new InvalidValueException("max_retries", "is negative", "write 0 for the default");
    }
    if (awsSdkAuth && !accessKey.isEmpty()) {
      throw new InvalidValueException(
          "aws_sdk_auth", "excludes access_key", "remove one of the two");
    }
    if (accessKey.isEmpty() != secretKey.filter(key -> !key.reveal().isEmpty()).isEmpty()) {
      throw new InvalidValueException(
          "access_key", "and secret_key need each other", "give both or none");
    }
  }

  /**
   * What to open.
   *
   * @param section where these keys stand, for errors about files that they name
   */
  S3Settings settings(Section section) {
    URI address = URI.create((insecure ? "http://" : "https://") + endpoint);
    if (address.getHost() == null) {
      throw section.problem("endpoint", "is no host with an optional port", "correct it");
    }
    Map<String, String> metadata = new LinkedHashMap<>(putUserMetadata);
    Optional<String> storageClass =
        metadata.keySet().stream()
            .filter(key -> key.toLowerCase(Locale.ROOT).equals(STORAGE_CLASS))
            .findFirst()
            .map(metadata::remove);
    return new S3Settings(
        bucket,
        address,
        signingRegion(address.getHost()),
        credentials(),
        pathStyle(address.getHost()),
        new S3Uploads(
            (int) partSize.bytes(),
            !disableMultipart,
            sseConfig.encryption(section),
            metadata,
            storageClass),
        httpConfig.transport(section),
        maxRetries == 0 ? S3Settings.DEFAULT_RETRIES : maxRetries,
        S3Settings.DEFAULT_DEADLINE,
        checksums);
  }

  private String signingRegion(String host) {
    Matcher aws = AWS.matcher(host);
    if (!region.isEmpty()) {
      return region;
    }
    return aws.matches() ? aws.group(1) : "us-east-1";
  }

  private Optional<S3Credentials> credentials() {
    return secretKey
        .filter(key -> !accessKey.isEmpty())
        .map(key ->
            new S3Credentials(
                accessKey, key, sessionToken.filter(token -> !token.reveal().isEmpty())));
  }

  /** Names with dots fit no certificate, and stores other than Amazon's rarely know host names. */
  private boolean pathStyle(String host) {
    return switch (bucketLookupType) {
      case PATH -> true;
      case VIRTUAL_HOSTED -> false;
      case AUTO -> !host.contains("amazonaws.com") || bucket.contains(".");
    };
  }
}
