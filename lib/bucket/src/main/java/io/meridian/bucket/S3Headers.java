package io.meridian.bucket;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/** Requests with what the settings say about encryption, metadata and storage class. */
final class S3Headers {
  /** Beside a conditionally written object: which write it came from. */
  static final String WRITE = "meridian-write";

  private static final String ENCRYPTION = "x-amz-server-side-encryption";

  private final S3Settings settings;

  private final Map<String, String> customer;

  /** On every request that touches an object's bytes: the key, where the store does not keep it. */
  private final AwsRequestOverrideConfiguration keys;

  /** On every request that makes an object. */
  private final AwsRequestOverrideConfiguration making;

  S3Headers(S3Settings settings) {
    this.settings = settings;
    Optional<S3Encryption> way = settings.uploads().encryption();
    this.customer =
        way.map(each ->
                each instanceof S3Encryption.CustomerKey key
                    ? encryption(key)
                    : Map.<String, String>of())
            .orElse(Map.of());
    Map<String, String> first = new LinkedHashMap<>();
    way.ifPresent(each -> first.putAll(encryption(each)));
    settings.uploads().storageClass().ifPresent(name -> first.put("x-amz-storage-class", name));
    this.keys = headers(customer);
    this.making = headers(first);
  }

  private static AwsRequestOverrideConfiguration headers(Map<String, String> headers) {
    AwsRequestOverrideConfiguration.Builder configuration =
        AwsRequestOverrideConfiguration.builder();
    headers.forEach(configuration::putHeader);
    return configuration.build();
  }

  private static Map<String, String> encryption(S3Encryption way) {
    Map<String, String> headers = new LinkedHashMap<>();
    switch (way) {
      case S3Encryption.StoreKey() -> headers.put(ENCRYPTION, "AES256");
      case S3Encryption.KmsKey(String id, Map<String, String> context) -> {
        headers.put(ENCRYPTION, "aws:kms");
        headers.put(ENCRYPTION + "-aws-kms-key-id", id);
        if (!context.isEmpty()) {
          headers.put(
              ENCRYPTION + "-context", base64(json(context).getBytes(StandardCharsets.UTF_8)));
        }
      }
      case S3Encryption.CustomerKey(byte[] key) -> {
        headers.put(ENCRYPTION + "-customer-algorithm", "AES256");
        headers.put(ENCRYPTION + "-customer-key", base64(key));
        headers.put(ENCRYPTION + "-customer-key-md5", base64(md5(key)));
      }
    }
    return headers;
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has MD5", e);
    }
  }

  private static String json(Map<String, String> context) {
    return context.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(each -> quoted(each.getKey()) + ":" + quoted(each.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  private Map<String, String> metadata(Optional<String> write) {
    Map<String, String> metadata = new LinkedHashMap<>(settings.uploads().metadata());
    write.ifPresent(id -> metadata.put(WRITE, id));
    return metadata;
  }

  /** What reading an object's bytes takes beside its name. */
  Map<String, String> reading() {
    return customer;
  }

  HeadObjectRequest head(String object) {
    return HeadObjectRequest.builder()
        .bucket(settings.bucket())
        .key(object)
        .overrideConfiguration(keys)
        .build();
  }

  /**
   * A write in one request.
   *
   * @param write which write it is, to know it again
   */
  PutObjectRequest put(String object, Condition condition, Optional<String> write) {
    PutObjectRequest.Builder request =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(object)
            .metadata(metadata(write))
            .overrideConfiguration(making);
    switch (condition) {
      case Condition.Any() -> {}
      case Condition.Absent() -> request.ifNoneMatch("*");
      case Condition.Matching(String version) -> request.ifMatch(version);
    }
    return request.build();
  }

  /** The begin of a write in parts. */
  CreateMultipartUploadRequest create(String object, Optional<String> write) {
    return CreateMultipartUploadRequest.builder()
        .bucket(settings.bucket())
        .key(object)
        .metadata(metadata(write))
        .overrideConfiguration(making)
        .build();
  }

  UploadPartRequest part(String object, String upload, int number) {
    return UploadPartRequest.builder()
        .bucket(settings.bucket())
        .key(object)
        .uploadId(upload)
        .partNumber(number)
        .overrideConfiguration(keys)
        .build();
  }

  /** The end of a write in parts, where the condition is checked. */
  CompleteMultipartUploadRequest.Builder complete(
      String object, String upload, Condition condition) {
    CompleteMultipartUploadRequest.Builder request =
        CompleteMultipartUploadRequest.builder()
            .bucket(settings.bucket())
            .key(object)
            .uploadId(upload)
            .overrideConfiguration(keys);
    switch (condition) {
      case Condition.Any() -> {}
      case Condition.Absent() -> request.ifNoneMatch("*");
      case Condition.Matching(String version) -> request.ifMatch(version);
    }
    return request;
  }
}
