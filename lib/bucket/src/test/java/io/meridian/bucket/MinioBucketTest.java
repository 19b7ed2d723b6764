package io.meridian.bucket;

import io.meridian.config.Secret;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;

/** Against MinIO in a container, where this machine has a Docker engine. */
final class MinioBucketTest extends BucketContract {
  /** Why the tests are skipped where there is none, as .ci/skips.txt lists it. */
  private static final String MISSING = "there is no Docker engine here";

  private static final String IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";
  private static final String BUCKET = "test-bucket";
  private static final String USER = "an-access-key";
  private static final String SECRET = "a secret key";
  private static final int PORT = 9000;

  private static @Nullable GenericContainer<?> server;
  private static @Nullable Bucket shared;

  @Override
  protected Bucket open() {
    Bucket opened = shared;
    if (opened == null) {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        Assumptions.abort(MISSING);
      }
      opened = S3Bucket.open(start());
      shared = opened;
    }
    return opened;
  }

  private static S3Settings start() {
    GenericContainer<?> started =
        new GenericContainer<>(IMAGE)
            .withEnv("MINIO_ROOT_USER", USER)
            .withEnv("MINIO_ROOT_PASSWORD", SECRET)
            .withCommand("server", "/data")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    started.start();
    server = started;
    S3Settings settings =
        S3Settings.of(
                BUCKET,
                URI.create("http://" + started.getHost() + ":" + started.getMappedPort(PORT)),
                "us-east-1",
                new S3Credentials(USER, new Secret(SECRET), Optional.empty()))
            .withUploads(S3Uploads.PLAIN.withPartSize(S3Uploads.LEAST_PART));
    try (S3Clients clients = new S3Clients(settings)) {
      clients.writing().createBucket(request -> request.bucket(BUCKET)).join();
    }
    return settings;
  }

  @AfterAll
  static void stop() {
    if (shared != null) {
      shared.close();
    }
    if (server != null) {
      server.stop();
    }
  }

  @Override
  @AfterEach
  void closeBucket() {
    if (shared != null) {
      shared.objects("").toList().forEach(object -> bucket.delete(object.name()));
    }
  }
}
