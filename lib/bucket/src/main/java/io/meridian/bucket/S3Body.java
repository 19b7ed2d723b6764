package io.meridian.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The body of an answer as a stream. A few parts wait in a queue; the store is asked for another
 * when one was read, so that a slow reader holds up the connection and not memory. Written by the
 * connection's thread, read by one other.
 */
final class S3Body extends InputStream implements Subscriber<ByteBuffer> {
  private static final int AHEAD = 8;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private Event current = new Event.Part(ByteBuffer.allocate(0));

  @SuppressWarnings("NullAway.Init") // before anybody has the stream
  private volatile Subscription subscription;

  private sealed interface Event {
    record Part(ByteBuffer bytes) implements Event {}

    record End(@Nullable Throwable failure) implements Event {}
  }

  @Override
  public void onSubscribe(Subscription upstream) {
    subscription = upstream;
    upstream.request(AHEAD);
  }

  @Override
  public void onNext(ByteBuffer part) {
    events.add(new Event.Part(part));
  }

  @Override
  public void onError(Throwable failure) {
    events.add(new Event.End(failure));
  }

  @Override
  public void onComplete() {
    events.add(new Event.End(null));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (true) {
      switch (current) {
        case Event.Part(ByteBuffer bytes) when bytes.hasRemaining() -> {
          int count = Math.min(length, bytes.remaining());
          bytes.get(into, from, count);
          return count;
        }
        case Event.Part _ -> current = next();
        case Event.End(Throwable failure) -> {
          if (failure != null) {
            throw new IOException(failure);
          }
          return -1;
        }
      }
    }
  }

  private Event next() throws InterruptedIOException {
    try {
      Event event = events.take();
      if (event instanceof Event.Part) {
        subscription.request(1);
      }
      return event;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the thread was interrupted");
    }
  }

  /** Gives the connection up where the body was not read to its end. */
  @Override
  public void close() {
    if (!(current instanceof Event.End)) {
      subscription.cancel();
    }
  }
}
