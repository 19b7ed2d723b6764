package io.meridian.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Against a server in this process that checks signatures, the bucket's name in the path. */
final class S3BucketTest extends BucketContract {
  @SuppressWarnings("NullAway.Init") // before all tests
  private static S3Server server;

  @SuppressWarnings("NullAway.Init") // before all tests; closing a client takes seconds
  private static Bucket shared;

  @BeforeAll
  static void start() throws Exception {
    server = S3Server.start();
    shared = S3Bucket.open(server.settings());
  }

  @AfterAll
  static void stop() {
    shared.close();
    server.close();
  }

  @Override
  protected Bucket open() {
    return shared;
  }

  @Override
  @AfterEach
  void closeBucket() {
    bucket.objects("").toList().forEach(object -> bucket.delete(object.name()));
  }

  /** The server sorts by UTF-16 units; S3 itself by bytes. */
  @Override
  protected Comparator<String> order() {
    return Comparator.naturalOrder();
  }

  @Test
  void uploadsInParts() throws IOException {
    byte[] bytes = random(2 * S3Uploads.LEAST_PART + 12_345);
    Path file = Files.write(scratch.resolve("file"), bytes);

    bucket.put("file", Content.of(file), Condition.ANY);
    bucket.put("stream", Content.of(new ByteArrayInputStream(bytes)), Condition.ANY);
    bucket.put("bytes", bytes);

    for (String name : new String[] {"file", "stream", "bytes"}) {
      assertThat(bucket.getAll(name, bytes.length)).isEqualTo(bytes);
    }
  }

  @Test
  void uploadsExactlyOnePart() {
    byte[] bytes = random(S3Uploads.LEAST_PART);

    bucket.put("part", bytes);

    assertThat(bucket.getAll("part", bytes.length)).isEqualTo(bytes);
  }

  @Test
  void uploadsWithoutPartsWhereTheStoreHasNone() throws IOException {
    byte[] bytes = random(S3Uploads.LEAST_PART + 1);
    Path file = Files.write(scratch.resolve("file"), bytes);
    S3Uploads uploads =
        new S3Uploads(
            S3Uploads.LEAST_PART, false, Optional.empty(), Map.of("team", "a"), Optional.empty());

    try (Bucket single = S3Bucket.open(server.settings().withUploads(uploads))) {
      single.put("file", Content.of(file), Condition.ANY);
      single.put("stream", Content.of(new ByteArrayInputStream(bytes)), Condition.ABSENT);
      single.put("bytes", bytes);

      for (String name : new String[] {"file", "stream", "bytes"}) {
        assertThat(single.getAll(name, bytes.length)).isEqualTo(bytes);
      }
      assertThatThrownBy(() -> single.put("a", Content.of(scratch.resolve("none")), Condition.ANY))
          .isInstanceOf(BucketRejectedException.class);
    }
  }

  @Test
  void worksWithoutOptionalChecksums() {
    try (Bucket plain = S3Bucket.open(server.settings().withChecksums(false))) {
      plain.put("a", bytes("x"));

      assertThat(plain.getAll("a", 1)).isEqualTo(bytes("x"));
    }
  }

  @Test
  void tellsWrongKeysFromMissingObjects() {
    try (Bucket stranger = S3Bucket.open(server.settings(S3Server.BUCKET, "wrong"))) {
      assertThatThrownBy(() -> stranger.getAll("a", 1))
          .isInstanceOf(BucketDeniedException.class)
          .hasMessageContaining("check the credentials");
      assertThatThrownBy(() -> stranger.put("a", bytes("x")))
          .isInstanceOf(BucketDeniedException.class);
    }
  }

  @Test
  void tellsAMissingBucket() {
    try (Bucket none = S3Bucket.open(server.settings("no-such-bucket", "a secret key"))) {
      assertThatThrownBy(() -> none.list(ListRequest.all("")))
          .isInstanceOf(BucketRejectedException.class)
          .hasMessageContaining("create the bucket");
    }
  }

  @Test
  void tellsAStoreThatIsNotThere() throws Exception {
    S3Settings gone;
    try (S3Server stopped = S3Server.start()) {
      gone = stopped.settings();
    }

    try (Bucket nobody = S3Bucket.open(gone.withDeadline(Duration.ofSeconds(2)))) {
      assertThatThrownBy(() -> nobody.head("a"))
          .isInstanceOf(BucketUnavailableException.class)
          .matches(e -> ((BucketException) e).retryable());
    }
  }

  @Test
  void answersInterruptedThreads() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> bucket.head("a")).isInstanceOf(BucketUnavailableException.class);

    assertThat(Thread.interrupted()).isTrue();
  }
}
