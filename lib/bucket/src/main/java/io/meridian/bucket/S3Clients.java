package io.meridian.bucket;

import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Makes the SDK's client of settings. */
final class S3Clients {
  private S3Clients() {}

  static S3AsyncClient open(S3Settings settings) {
    return S3AsyncClient.builder()
        .endpointOverride(settings.endpoint())
        .region(Region.of(settings.region()))
        .credentialsProvider(credentials(settings.credentials()))
        .forcePathStyle(settings.pathStyle())
        .requestChecksumCalculation(
            settings.checksums()
                ? RequestChecksumCalculation.WHEN_SUPPORTED
                : RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(
            settings.checksums()
                ? ResponseChecksumValidation.WHEN_SUPPORTED
                : ResponseChecksumValidation.WHEN_REQUIRED)
        .httpClientBuilder(connections(settings))
        .overrideConfiguration(override ->
            override
                .apiCallTimeout(settings.deadline())
                .retryStrategy(
                    StandardRetryStrategy.builder().maxAttempts(settings.retries() + 1).build()))
        .build();
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
