package io.meridian.service.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A body on its way out. At most {@link #WINDOW} chunks are with the event loop; whoever writes
 * waits until the client has taken one, and is given up after {@link HttpLimits#answerStall}.
 * Confined to the writer, except for what the event loop reports.
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

  OutgoingBody(HttpServerResponse response, HttpLimits limits) {
    this.response = response;
    this.limits = limits;
  }

  /** A client took nothing for too long. */
  static final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException(HttpLimits limits) {
      super(
          "the client took none of its answer for "
              + limits.answerStall().toSeconds()
              + " s and was cut");
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
    acquire(1);
    Buffer buffer = Buffer.buffer(length).appendBytes(bytes, from, length);
    sent += length;
    response.write(buffer).onComplete(result -> settle(result.succeeded()));
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
    acquire(1);
    response.end(last).onComplete(result -> settle(result.succeeded()));
    for (int left = WINDOW; left > 0; left--) {
      acquire(1);
    }
  }

  private void settle(boolean succeeded) {
    failed |= !succeeded;
    window.release();
  }

  private void acquire(int permits) throws IOException {
    try {
      if (!window.tryAcquire(permits, limits.answerStall().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new StalledException(limits);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an answer was sent", e);
    }
    if (failed) {
      throw new IOException("the client left before its answer was whole");
    }
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
