package io.meridian.bucket;

import java.util.Optional;
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
  /** Requests in flight; more wait for a connection. */
  private static final int CONNECTIONS = 256;

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
        .httpClientBuilder(
            NettyNioAsyncHttpClient.builder()
                .maxConcurrency(CONNECTIONS)
                .connectionAcquisitionTimeout(settings.deadline()))
        .overrideConfiguration(override ->
            override
                .apiCallTimeout(settings.deadline())
                .retryStrategy(
                    StandardRetryStrategy.builder().maxAttempts(settings.retries() + 1).build()))
        .build();
  }

  private static AwsCredentialsProvider credentials(Optional<S3Settings.Credentials> keys) {
    if (keys.isEmpty()) {
      return DefaultCredentialsProvider.builder().build();
    }
    S3Settings.Credentials fixed = keys.get();
    return StaticCredentialsProvider.create(
        fixed.sessionToken().isPresent()
            ? AwsSessionCredentials.create(
                fixed.accessKey(), fixed.secretKey(), fixed.sessionToken().get())
            : AwsBasicCredentials.create(fixed.accessKey(), fixed.secretKey()));
  }
}
