package io.meridian.bucket;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * What speaks to one store: connections, credentials, and over both of them the wire for reading
 * and the SDK's client for writing, which takes a second to make in a new process and is made when
 * something is written.
 */
final class S3Clients implements AutoCloseable {
  private final S3Settings settings;
  private final SdkAsyncHttpClient connections;
  private final AwsCredentialsProvider credentials;
  private final S3Wire wire;
  private @Nullable S3AsyncClient writing; // guarded by this

  S3Clients(S3Settings settings) {
    this(settings, Clock.systemUTC());
  }

  S3Clients(S3Settings settings, Clock clock) {
    this.settings = settings;
    this.connections = connections(settings).build();
    this.credentials = credentials(settings.credentials());
    this.wire = new S3Wire(connections, credentials, settings, clock);
  }

  S3Wire wire() {
    return wire;
  }

  synchronized S3AsyncClient writing() {
    S3AsyncClient made = writing;
    if (made == null) {
      made = client();
      writing = made;
    }
    return made;
  }

  private S3AsyncClient client() {
    return S3AsyncClient.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials)
        .forcePathStyle(settings.pathStyle())
        .requestChecksumCalculation(
            settings.checksums()
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(
            settings.checksums()
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClient(connections)
        .overrideConfiguration(override ->
            override
                .apiCallTimeout(settings.deadline())
                .retryStrategy(
                    StandardRetryStrategy.builder().maxAttempts(settings.retries() + 1).build()))
        .build();
  }

  @Override
  public synchronized void close() {
    if (writing != null) {
      writing.close();
    }
    connections.close();
    if (credentials instanceof SdkAutoCloseable closeable) {
      closeable.close();
    }
  }

  private static NettyNioAsyncHttpClient.Builder connections(S3Settings settings) {
    S3Transport transport = settings.transport();
    NettyNioAsyncHttpClient.Builder client =
        NettyNioAsyncHttpClient.builder()
            .maxConcurrency(transport.connections())
            .maxPendingConnectionAcquires(Integer.MAX_VALUE)
            .connectionAcquisitionTimeout(settings.deadline())
            .connectionMaxIdleTime(transport.idle())
            .readTimeout(transport.silence())
            .tlsNegotiationTimeout(transport.handshake());
    switch (transport.trust()) {
      case S3Transport.Trust.PlatformAuthorities() -> {}
      case S3Transport.Trust.Authorities(Path pem) -> {
        TrustManager[] authorities = S3Tls.authorities(pem);
        client.tlsTrustManagersProvider(() -> authorities);
      }
      case S3Transport.Trust.Everybody() ->
          client.tlsTrustManagersProvider(() -> new TrustManager[] {S3Tls.everybody()});
    }
    transport
        .identity()
        .map(S3Tls::identity)
        .ifPresent(keys -> client.tlsKeyManagersProvider(() -> keys));
    return client;
  }

  private static AwsCredentialsProvider credentials(Optional<S3Credentials> keys) {
    if (keys.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    S3Credentials fixed = keys.get();
    String secret = fixed.secretKey().reveal();
    return StaticCredentialsProvider.create(
        fixed.sessionToken().isPresent()
            ? AwsSessionCredentials.create(
                fixed.accessKey(), secret, fixed.sessionToken().get().reveal())
            : AwsBasicCredentials.create(fixed.accessKey(), secret));
  }
}
