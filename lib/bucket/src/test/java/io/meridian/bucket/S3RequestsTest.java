package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, and what becomes of answers that are lost. */
final class S3RequestsTest {
  private static final String ENCRYPTION = "x-amz-server-side-encryption";

  @SuppressWarnings("NullAway.Init") // before each test
  private S3Stub store;

  @BeforeEach
  void start() throws IOException {
    store = new S3Stub();
  }

  @AfterEach
  void stop() {
    store.close();
  }

  private Bucket open(S3Uploads uploads) {
    return S3Bucket.open(store.settings().withUploads(uploads.withPartSize(S3Uploads.LEAST_PART)));
  }

  private static void use(Bucket bucket) {
    bucket.put("a", BucketContract.bytes("abc"));
    bucket.put(
        "large",
        Content.of(new ByteArrayInputStream(new byte[S3Uploads.LEAST_PART + 1])),
        Condition.ANY);
    assertThat(bucket.head("a").size()).isEqualTo(3);
    assertThat(bucket.getAll("a", 3)).isEqualTo(BucketContract.bytes("abc"));
    assertThat(bucket.getRange("a", 0, 3)).isEqualTo(BucketContract.bytes("abc"));
  }

  @Test
  void knowsItsOwnWriteWhoseAnswerWasLost() {
    try (Bucket bucket = open(S3Uploads.PLAIN)) {
      store.loseAnswers(1);

      String version = bucket.put("a", Content.of(BucketContract.bytes("x")), Condition.ABSENT);

      assertThat(version).isEqualTo(bucket.head("a").version());
      assertThat(store.requests().stream().filter(each -> each.method().equals("PUT"))).hasSize(2);
      assertThatThrownBy(
              () -> bucket.put("a", Content.of(BucketContract.bytes("y")), Condition.ABSENT))
          .isInstanceOf(PreconditionFailedException.class);
    }
  }

  @Test
  void knowsItsOwnPartsWhoseAnswerWasLost() {
    try (Bucket bucket = open(S3Uploads.PLAIN)) {
      byte[] large = new byte[S3Uploads.LEAST_PART + 1];
      store.loseAnswers(1);

      String version = bucket.put("a", Content.of(large), Condition.ABSENT);

      assertThat(version).isEqualTo(bucket.head("a").version());
      assertThatThrownBy(() -> bucket.put("a", Content.of(large), Condition.ABSENT))
          .isInstanceOf(PreconditionFailedException.class);
    }
  }

  @Test
  void asksForEncryptionWithTheStoresKey() {
    try (Bucket bucket = open(S3Uploads.PLAIN.withEncryption(new S3Encryption.StoreKey()))) {
      use(bucket);

      assertThat(store.values(ENCRYPTION)).containsExactly("AES256", "AES256");
    }
  }

  @Test
  void asksForEncryptionWithAKeyServicesKey() {
    try (Bucket bucket =
        open(
            S3Uploads.PLAIN.withEncryption(
                new S3Encryption.KmsKey("key 1", Map.of("team", "a\"b", "app", "m"))))) {
      use(bucket);

      assertThat(store.values(ENCRYPTION)).containsExactly("aws:kms", "aws:kms");
      assertThat(store.values(ENCRYPTION + "-aws-kms-key-id")).containsExactly("key 1", "key 1");
      assertThat(
              new String(
                  Base64.getDecoder().decode(store.values(ENCRYPTION + "-context").getFirst()),
                  StandardCharsets.UTF_8))
          .isEqualTo("{\"app\":\"m\",\"team\":\"a\\\"b\"}");
    }
  }

  @Test
  void sendsTheKeyAlongWhereTheStoreKeepsNone() throws Exception {
    byte[] key = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    try (Bucket bucket = open(S3Uploads.PLAIN.withEncryption(new S3Encryption.CustomerKey(key)))) {
      use(bucket);

      int requests = store.requests().size();
      assertThat(store.values(ENCRYPTION + "-customer-algorithm"))
          .hasSize(requests)
          .containsOnly("AES256");
      assertThat(store.values(ENCRYPTION + "-customer-key"))
          .containsOnly(Base64.getEncoder().encodeToString(key));
      assertThat(store.values(ENCRYPTION + "-customer-key-md5"))
          .containsOnly(
              Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(key)));
    }
  }

  @Test
  void writesMetadataAndStorageClass() {
    S3Uploads uploads =
        new S3Uploads(
            S3Uploads.LEAST_PART, true, Optional.empty(), Map.of("team", "a"), Optional.of("IA"));
    try (Bucket bucket = open(uploads)) {
      use(bucket);

      assertThat(store.values("x-amz-meta-team")).containsExactly("a", "a");
      assertThat(store.values("x-amz-storage-class")).containsExactly("IA", "IA");
      assertThat(store.values("x-amz-security-token")).hasSize(store.requests().size());
    }
  }
}
