package io.meridian.bucket;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Waits for answers of the SDK and tells what became of them in our errors. */
final class S3Failures {
  /** How the SDK begins what its chain of credentials says in the end. */
  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private S3Failures() {}

  static <T> T await(Place place, Condition condition, CompletableFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw interrupted(place, e);
    } catch (ExecutionException e) {
      throw of(place, condition, e.getCause() == null ? e : e.getCause());
    }
  }

  static <T> T await(Place place, CompletableFuture<T> answer) {
    return await(place, Condition.ANY, answer);
  }

  static BucketException of(Place place, Condition condition, Throwable failure) {
    return switch (failure) {
      case CompletionException e when e.getCause() != null -> of(place, condition, e.getCause());
      case BucketException e -> e;
      case S3Exception e -> answered(place, condition, e);
      case ApiCallTimeoutException e -> late(place, e);
      case SdkClientException e when String.valueOf(e.getMessage()).startsWith(NO_CREDENTIALS) ->
          noCredentials(place, e);
      default ->
          failure.getCause() instanceof BucketException known
              ? known
              : new BucketUnavailableException(
                  place, "the store did not answer: " + failure, failure);
    };
  }

  static BucketUnavailableException interrupted(Place place, InterruptedException e) {
    return new BucketUnavailableException(place, "the thread was interrupted", e);
  }

  static BucketDeniedException noCredentials(Place place, SdkException e) {
    return new BucketDeniedException(place, "no credentials were found: " + e.getMessage(), e);
  }

  static BucketUnavailableException late(Place place, Exception e) {
    return new BucketUnavailableException(place, "the time of the request is up", e);
  }

  private static BucketException answered(Place place, Condition condition, S3Exception e) {
    String code = e.awsErrorDetails() == null ? "" : e.awsErrorDetails().errorCode();
    S3Refusal refusal = new S3Refusal(e.statusCode(), code, String.valueOf(e.getMessage()));
    return answered(place, condition, refusal, e);
  }

  /** What a refusal means for who asked. */
  static BucketException answered(
      Place place, Condition condition, S3Refusal refusal, @Nullable Throwable e) {
    String code = refusal.code();
    String finding =
        "the store answered " + refusal.status() + " " + code + ": " + refusal.message();
    if ("NoSuchBucket".equals(code)) {
      return new BucketRejectedException(
          place, finding, "create the bucket, or correct its name and endpoint", e);
    }
    return switch (refusal.status()) {
      case 404 -> new ObjectNotFoundException(place);
      case 412 -> new PreconditionFailedException(place, condition);
      case 409 ->
          condition instanceof Condition.Any
              ? new BucketUnavailableException(place, finding, e)
              : new PreconditionFailedException(place, condition);
      case 401, 403 -> new BucketDeniedException(place, finding, e);
      case 416 -> new CorruptObjectException(place, finding);
      case 429 -> new BucketUnavailableException(place, finding, true, e);
      case 501 ->
          new BucketRejectedException(place, finding, "the store cannot do this; use another", e);
      case 503 -> new BucketUnavailableException(place, finding, true, e);
      default ->
          refusal.status() >= 500 || code.equals("RequestTimeout")
              ? new BucketUnavailableException(place, finding, e)
              : new BucketRejectedException(
                  place, finding, "check endpoint, region and settings of the bucket", e);
    };
  }
}
