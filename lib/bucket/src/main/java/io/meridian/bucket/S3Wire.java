package io.meridian.bucket;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.AcquireInitialTokenRequest;
import software.amazon.awssdk.retries.api.RecordSuccessRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenRequest;
import software.amazon.awssdk.retries.api.RefreshRetryTokenResponse;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.retries.api.RetryToken;
import software.amazon.awssdk.retries.api.TokenAcquisitionFailedException;
import software.amazon.awssdk.utils.http.SdkHttpUtils;

/**
 * Requests that only read, signed with the SDK's signer and sent by its HTTP client, past its
 * pipeline of interceptors, endpoint rules and marshallers: that costs most of a millisecond a
 * request and seconds of a new process, which lists a bucket and fetches a thousand metas first.
 *
 * <p>A request that fails for a while is sent again with growing, jittered pauses, as often as the
 * settings say, until its deadline. All requests share one budget of retries, which those that
 * succeed fill up again: a store that fails altogether is not asked many times as much. One that is
 * refused because the clocks are apart is signed once more by the store's.
 */
final class S3Wire {
  private static final String SCOPE = "read";

  private final SdkAsyncHttpClient http;
  private final AwsCredentialsProvider credentials;
  private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
  private final S3Clock clock;
  private final RetryStrategy retries;
  private final S3Settings settings;
  private final String host;
  private final String root;

  S3Wire(
      SdkAsyncHttpClient http,
      AwsCredentialsProvider credentials,
      S3Settings settings,
      Clock local) {
    this.clock = new S3Clock(local);
    this.http = http;
    this.credentials = credentials;
    this.settings = settings;
    String store = settings.endpoint().getHost();
    this.host = settings.pathStyle() ? store : settings.bucket() + "." + store;
    this.root = settings.pathStyle() ? "/" + settings.bucket() : "";
    this.retries =
        StandardRetryStrategy.builder()
            .maxAttempts(settings.retries() + 1)
            .retryOnException(
                failure -> failure instanceof BucketUnavailableException e && e.retryable())
            .treatAsThrottling(
                failure -> failure instanceof BucketUnavailableException e && e.throttled())
            .build();
  }

  /**
   * What the store answers, if it is not a refusal.
   *
   * @param key the object's name; empty for the bucket itself
   * @throws BucketException if the store refuses, or fails until the time of the request is up
   */
  S3Answer send(
      Place place,
      SdkHttpMethod method,
      String key,
      Map<String, String> query,
      Map<String, String> headers,
      S3Exchange.Taking taking) {
    long deadline = System.nanoTime() + settings.deadline().toNanos();
    RetryToken token =
        retries.acquireInitialToken(AcquireInitialTokenRequest.create(SCOPE)).token();
    while (true) {
      try {
        S3Answer answer =
            attempt(place, () -> request(place, method, key, query, headers), taking, deadline);
        retries.recordSuccess(RecordSuccessRequest.create(token));
        return answer;
      } catch (BucketException e) {
        token = again(place, token, e, deadline);
      }
    }
  }

  /** Waits for the next attempt, if there is one. */
  private RetryToken again(Place place, RetryToken token, BucketException failure, long deadline) {
    RefreshRetryTokenResponse next;
    try {
      next =
          retries.refreshRetryToken(
              RefreshRetryTokenRequest.builder().token(token).failure(failure).build());
    } catch (TokenAcquisitionFailedException e) {
      throw failure;
    }
    if (next.delay().toNanos() >= deadline - System.nanoTime()) {
      throw failure;
    }
    try {
      Thread.sleep(next.delay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw S3Failures.interrupted(place, e);
    }
    return next.token();
  }

  private AwsCredentials credentials(Place place) {
    try {
      return credentials.resolveCredentials();
    } catch (SdkException e) {
      throw S3Failures.noCredentials(place, e);
    }
  }

  private SdkHttpRequest request(
      Place place,
      SdkHttpMethod method,
      String key,
      Map<String, String> query,
      Map<String, String> headers) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(method)
            .protocol(settings.endpoint().getScheme())
            .host(host)
            .port(settings.endpoint().getPort() < 0 ? null : settings.endpoint().getPort())
            .encodedPath(root + "/" + SdkHttpUtils.urlEncodeIgnoreSlashes(key));
    AwsCredentials identity = credentials(place);
    query.forEach(request::putRawQueryParameter);
    headers.forEach(request::putHeader);
    return signer
        .sign(signing ->
            signing
                .identity(identity)
                .request(request.build())
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                .putProperty(AwsV4HttpSigner.REGION_NAME, settings.region())
                .putProperty(HttpSigner.SIGNING_CLOCK, clock.clock())
                .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false))
        .request();
  }

  private S3Answer attempt(
      Place place, Supplier<SdkHttpRequest> request, S3Exchange.Taking taking, long deadline) {
    S3Answer answer = exchange(place, request.get(), taking, deadline);
    if (clock.follows(answer)) {
      answer = exchange(place, request.get(), taking, deadline);
    }
    if (!answer.head().isSuccessful()) {
      throw S3Refusal.of(answer).toException(place);
    }
    return answer;
  }

  private S3Answer exchange(
      Place place, SdkHttpRequest request, S3Exchange.Taking taking, long deadline) {
    S3Exchange exchange = new S3Exchange(taking);
    CompletableFuture<Void> sent =
        http.execute(
            AsyncExecuteRequest.builder()
                .request(request)
                .requestContentPublisher(NoContent.INSTANCE)
                .responseHandler(exchange)
                .build());
    return await(place, exchange.answer(), sent, deadline);
  }

  private static S3Answer await(
      Place place,
      CompletableFuture<S3Answer> answer,
      CompletableFuture<Void> sent,
      long deadline) {
    try {
      return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw S3Failures.interrupted(place, e);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw S3Failures.late(place, e);
    } catch (ExecutionException e) {
      throw S3Failures.of(place, Condition.ANY, e.getCause() == null ? e : e.getCause());
    }
  }

  /** What reading requests send behind their headers. */
  private enum NoContent implements SdkHttpContentPublisher {
    INSTANCE;

    @Override
    public Optional<Long> contentLength() {
      return Optional.of(0L);
    }

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> connection) {
      connection.onSubscribe(
          new Subscription() {
            private boolean ended;

            @Override
            public void request(long parts) {
              if (!ended) {
                ended = true;
                connection.onComplete();
              }
            }

            @Override
            public void cancel() {
              ended = true;
            }
          });
    }
  }
}
