package io.meridian.bucket;

import io.meridian.config.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** An S3 server in this process that checks signatures, with one bucket. */
final class S3Server implements AutoCloseable {
  static final String BUCKET = "test-bucket";

  static final String SECRET = "a secret key";

  private final S3Proxy server;
  private final String host;

  private S3Server(S3Proxy server, String host) {
    this.server = server;
    this.host = host;
  }

  /** A server that finds the bucket's name in the path. */
  static S3Server start() throws Exception {
    return start("127.0.0.1", false);
  }

  /** A server that finds the bucket's name in the host's name. */
  static S3Server startVirtualHosted() throws Exception {
    return start("localhost", true);
  }

  private static S3Server start(String host, boolean virtualHosted) throws Exception {
    TransientNio2BlobStore store = new TransientNio2BlobStore();
    store.createContainer(BUCKET);
    S3Proxy.Builder builder =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, "id", SECRET)
            .ignoreUnknownHeaders(true);
    if (virtualHosted) {
      builder.virtualHost(host);
    }
    S3Proxy server = builder.build();
    server.start();
    return new S3Server(server, host);
  }

  S3Settings settings() {
    return settings(BUCKET, SECRET);
  }

  S3Settings settings(String bucket, String secret) {
    return S3Settings.of(
            bucket,
            URI.create("http://" + host + ":" + server.getPort()),
            "us-east-1",
            new S3Credentials("id", new Secret(secret), Optional.empty()))
        .withPathStyle(host.equals("127.0.0.1"))
        .withUploads(S3Uploads.PLAIN.withPartSize(S3Uploads.LEAST_PART))
        .withDeadline(Duration.ofSeconds(20));
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // as the server declares it
      throw new IllegalStateException("stopping the server", e);
    }
  }
}
