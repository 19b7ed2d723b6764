package io.meridian.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A body on its way out. At most {@link #WINDOW} chunks are with the event loop; whoever writes
 * waits until the client has taken one. All that waiting together may take {@link
 * HttpLimits#answerStall}, and longer only as bytes are taken at {@link HttpLimits#bodyRate}; the
 * time in which the answer is made is not the client's. Confined to the writer, except for what the
 * event loop reports.
 */
final class OutgoingBody extends OutputStream {
  private static final int CHUNK = 32 << 10;
  private static final int WINDOW = 8;

  private final HttpServerResponse response;
  private final HttpLimits limits;
  private final Semaphore window = new Semaphore(WINDOW);
  private volatile boolean failed;
  private byte[] chunk = new byte[0];
  private int filled;
  private long sent;
  private long waitedNanos;

  /** Bytes that the client has taken. */
  private final AtomicLong taken = new AtomicLong();

  OutgoingBody(HttpServerResponse response, HttpLimits limits) {
    this.response = response;
    this.limits = limits;
  }

  /** A client took nothing for too long, or too little. */
  static final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException(long taken, Duration waited) {
      super(
          "the client was waited for %d s, took %d bytes of its answer in that time and was cut"
              .formatted(waited.toSeconds(), taken));
    }
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (chunk.length == 0) {
      chunk = new byte[CHUNK];
    }
    int at = from;
    int end = from + length;
    while (at < end) {
      if (filled == CHUNK) {
        send();
      }
      int some = Math.min(end - at, CHUNK - filled);
      System.arraycopy(bytes, at, chunk, filled, some);
      filled += some;
      at += some;
    }
  }

  /** Sends what is there, so that the client sees it now. */
  @Override
  public void flush() throws IOException {
    if (filled > 0) {
      send();
    }
  }

  private void send() throws IOException {
    send(chunk, 0, filled);
    filled = 0;
  }

  private void send(byte[] bytes, int from, int length) throws IOException {
    acquire();
    Buffer buffer = Buffer.buffer(length).appendBytes(bytes, from, length);
    sent += length;
    response.write(buffer).onComplete(result -> settle(result.succeeded(), length));
  }

  /** Sends all there is, and waits until the client has taken it. */
  void end(byte[] bytes) throws IOException {
    int at = 0;
    while (bytes.length - at > CHUNK) {
      send(bytes, at, CHUNK);
      at += CHUNK;
    }
    sent += bytes.length - at;
    end(Buffer.buffer(bytes.length - at).appendBytes(bytes, at, bytes.length - at));
  }

  private void end(Buffer last) throws IOException {
    acquire();
    response.end(last).onComplete(result -> settle(result.succeeded(), last.length()));
    for (int left = WINDOW; left > 0; left--) {
      acquire();
    }
  }

  private void settle(boolean succeeded, int length) {
    failed |= !succeeded;
    taken.addAndGet(length);
    window.release();
  }

  private void acquire() throws IOException {
    try {
      if (!window.tryAcquire() && !isTakenInTime()) {
        throw new StalledException(taken.get(), Duration.ofNanos(waitedNanos));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an answer was sent", e);
    }
    if (failed) {
      throw new IOException("the client left before its answer was whole");
    }
  }

  private boolean isTakenInTime() throws InterruptedException {
    long stall = limits.answerStall().toNanos();
    long allowed = stall + (long) (1e9 / limits.bodyRate() * taken.get()) - waitedNanos;
    long begun = System.nanoTime();
    boolean inTime = window.tryAcquire(Math.min(allowed, stall), TimeUnit.NANOSECONDS);
    waitedNanos += System.nanoTime() - begun;
    return inTime;
  }

  /** Ends the answer and waits until the client has taken it. */
  @Override
  public void close() throws IOException {
    sent += filled;
    end(Buffer.buffer(filled).appendBytes(chunk, 0, filled));
    filled = 0;
  }

  /** Bytes sent. */
  long sent() {
    return sent;
  }
}
