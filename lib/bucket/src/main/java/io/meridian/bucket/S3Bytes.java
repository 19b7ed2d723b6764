package io.meridian.bucket;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The body of an answer in an array, up to a number of bytes. One that goes on behind them is not
 * waited for: memory is taken for what is wanted, not for what a store sends.
 */
final class S3Bytes implements Subscriber<ByteBuffer> {
  private static final int FIRST = 1 << 13;

  private final int limit;
  private final Consumer<byte[]> whole;
  private final Consumer<Throwable> failed;
  private byte[] bytes = {};
  private int size;

  @SuppressWarnings("NullAway.Init") // before the first byte
  private Subscription subscription;

  /**
   * A body.
   *
   * @param limit the most bytes to take
   * @param whole takes the bytes when all are here: the first {@code limit} and one more of a
   *     longer body
   * @param failed is told why they do not come
   */
  S3Bytes(int limit, Consumer<byte[]> whole, Consumer<Throwable> failed) {
    this.limit = limit;
    this.whole = whole;
    this.failed = failed;
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    upstream.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(ByteBuffer part) {
    int count = (int) Math.min(part.remaining(), limit + 1L - size);
    if (bytes.length < size + count) {
      long wanted = Math.max((long) size + count, Math.max(FIRST, 2L * bytes.length));
      bytes = Arrays.copyOf(bytes, (int) Math.min(wanted, limit + 1L));
    }
    part.get(bytes, size, count);
    size += count;
    if (size > limit) {
      onComplete(); // first: giving the connection up is told as an error
      subscription.cancel();
    }
  }

  @Override
  public void onError(Throwable failure) {
    failed.accept(failure);
  }

  @Override
  public void onComplete() {
    whole.accept(bytes.length == size ? bytes : Arrays.copyOf(bytes, size));
  }
}
