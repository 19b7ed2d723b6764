package io.meridian.bucket;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The answer to a request for a range, written where it stays. It must be exactly as long as asked:
 * a store that sends the whole object instead is found out before memory is taken for it.
 */
final class S3RangeBody implements AsyncResponseTransformer<GetObjectResponse, byte[]> {
  private final Place place;
  private final long offset;
  private final int length;
  private CompletableFuture<byte[]> answer = new CompletableFuture<>();

  S3RangeBody(Place place, long offset, int length) {
    this.place = place;
    this.offset = offset;
    this.length = length;
  }

  /** Begins an attempt; the SDK makes one after the other. */
  @Override
  public CompletableFuture<byte[]> prepare() {
    answer = new CompletableFuture<>();
    return answer;
  }

  @Override
  public void onResponse(GetObjectResponse response) {}

  @Override
  public void onStream(SdkPublisher<ByteBuffer> body) {
    body.subscribe(new Filling(answer));
  }

  @Override
  public void exceptionOccurred(Throwable failure) {
    answer.completeExceptionally(failure);
  }

  private final class Filling implements Subscriber<ByteBuffer> {
    private final CompletableFuture<byte[]> result;
    private final ByteBuffer bytes = ByteBuffer.allocate(length);

    @SuppressWarnings("NullAway.Init") // before the first byte
    private Subscription subscription;

    Filling(CompletableFuture<byte[]> result) {
      this.result = result;
    }

    @Override
    public void onSubscribe(Subscription upstream) {
      subscription = upstream;
      upstream.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(ByteBuffer part) {
      if (part.remaining() > bytes.remaining()) {
        subscription.cancel();
        result.completeExceptionally(
            Ranges.cut(place, offset, length, (long) bytes.position() + part.remaining()));
      } else {
        bytes.put(part);
      }
    }

    @Override
    public void onError(Throwable failure) {
      result.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      if (bytes.hasRemaining()) {
        result.completeExceptionally(Ranges.cut(place, offset, length, bytes.position()));
      } else {
        result.complete(bytes.array());
      }
    }
  }
}
