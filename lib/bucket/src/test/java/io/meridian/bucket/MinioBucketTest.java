package io.meridian.bucket;

import io.meridian.config.Secret;
import io.meridian.testkit.ExternalProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Against MinIO: the program on PATH, or a container where there is none but a Docker engine is.
 */
final class MinioBucketTest extends BucketContract {
  /** Why the tests are skipped where there is none, as .ci/skips.txt lists it. */
  private static final String MISSING = "there is no Docker engine here";

  private static final String IMAGE = "minio/minio:RELEASE.2025-04-22T22-12-26Z";
  private static final String BUCKET = "test-bucket";
  private static final String USER = "an-access-key";
  private static final String SECRET = "a secret key";
  private static final int PORT = 9000;

  private static @Nullable AutoCloseable server;
  private static @Nullable Bucket shared;

  @TempDir static Path data;

  @Override
  protected Bucket open() {
    Bucket opened = shared;
    if (opened == null) {
      opened = S3Bucket.open(created(start()));
      shared = opened;
    }
    return opened;
  }

  /** Starts a server, whose address it gives. */
  private static URI start() {
    Optional<ExternalProgram> program = ExternalProgram.find("minio");
    if (program.isPresent()) {
      return start(program.get());
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      Assumptions.abort(MISSING);
    }
    return startContainer();
  }

  private static URI start(ExternalProgram minio) {
    try {
      String address = "127.0.0.1:" + freePort();
      ProcessBuilder command =
          new ProcessBuilder(
                  minio.executable().toString(), "server", data.toString(), "--address", address)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      command.environment().put("MINIO_ROOT_USER", USER);
      command.environment().put("MINIO_ROOT_PASSWORD", SECRET);
      Process process = command.start();
      server = () -> process.destroyForcibly().onExit().join();
      return URI.create("http://" + address);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static URI startContainer() {
    GenericContainer<?> started =
        new GenericContainer<>(IMAGE)
            .withEnv("MINIO_ROOT_USER", USER)
            .withEnv("MINIO_ROOT_PASSWORD", SECRET)
            .withCommand("server", "/data")
            .withExposedPorts(PORT)
            .waitingFor(Wait.forHttp("/minio/health/ready").forPort(PORT));
    started.start();
    server = started;
    return URI.create("http://" + started.getHost() + ":" + started.getMappedPort(PORT));
  }

  private static S3Settings created(URI address) {
    S3Settings settings =
        S3Settings.of(
                BUCKET,
                address,
                "us-east-1",
                new S3Credentials(USER, new Secret(SECRET), Optional.empty()))
            .withUploads(S3Uploads.PLAIN.withPartSize(S3Uploads.LEAST_PART));
    try (S3Clients clients = new S3Clients(settings)) {
      createBucket(clients.writing());
    }
    return settings;
  }

  /** A program listens a while after its start, and says to be ready before it does for good. */
  private static void createBucket(S3AsyncClient client) {
    for (int attempt = 0; ; attempt++) {
      try {
        client.createBucket(request -> request.bucket(BUCKET)).join();
        return;
      } catch (CompletionException e) {
        if (attempt == 100 || !(e.getCause() instanceof SdkClientException)) {
          throw e;
        }
      }
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (shared != null) {
      shared.close();
    }
    if (server != null) {
      server.close();
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
