package io.meridian.bucket;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.http.async.SdkAsyncHttpResponseHandler;

/** Takes one answer from the connection. A refusal's body is kept as far as an error needs it. */
final class S3Exchange implements SdkAsyncHttpResponseHandler {
  /** A refusal says why in fewer bytes. */
  private static final int LARGEST_REFUSAL = 64 << 10;

  private final CompletableFuture<S3Answer> answer = new CompletableFuture<>();
  private final Taking taking;
  private volatile @Nullable S3Body streamed;

  @SuppressWarnings("NullAway.Init") // before the body
  private SdkHttpResponse head;

  /** How much of a body to take. */
  sealed interface Taking {
    /** At most so many bytes, before anybody is told. */
    record AtMost(int bytes) implements Taking {}

    /** All, as it is read; what is short is taken first, so that its connection is free again. */
    record AsRead(int shortBytes) implements Taking {}
  }

  S3Exchange(Taking taking) {
    this.taking = taking;
  }

  CompletableFuture<S3Answer> answer() {
    return answer;
  }

  @Override
  public void onHeaders(SdkHttpResponse headers) {
    head = headers;
  }

  @Override
  public void onStream(Publisher<ByteBuffer> body) {
    if (!head.isSuccessful()) {
      take(LARGEST_REFUSAL, body);
      return;
    }
    switch (taking) {
      case Taking.AtMost(int bytes) -> take(bytes, body);
      case Taking.AsRead(int shortBytes) -> {
        if (isShort(shortBytes)) {
          take(shortBytes, body);
        } else {
          S3Body stream = new S3Body();
          streamed = stream;
          body.subscribe(stream);
          answer.complete(new S3Answer(head, stream));
        }
      }
    }
  }

  private boolean isShort(int bytes) {
    return head.firstMatchingHeader("Content-Length")
        .filter(length -> length.length() < 10 && Integer.parseInt(length) <= bytes)
        .isPresent();
  }

  private void take(int limit, Publisher<ByteBuffer> body) {
    body.subscribe(
        new S3Bytes(
            limit,
            bytes -> answer.complete(S3Answer.of(head, bytes)),
            answer::completeExceptionally));
  }

  /** The connection broke: who reads a body is told, too, which its publisher does not do. */
  @Override
  public void onError(Throwable failure) {
    answer.completeExceptionally(failure);
    S3Body stream = streamed;
    if (stream != null) {
      stream.onError(failure);
    }
  }
}
