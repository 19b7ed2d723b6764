package io.meridian.service.http;

import io.meridian.service.budget.ByteBudget;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A body on its way in. The event loop copies what arrives into an array that is as large as what
 * was granted, and lets it wait in the {@link Intake} when that is full; the handler's thread,
 * which waits in {@link #read}, has more granted and lets it go on. So what is held is what was
 * granted, whatever the client announced, and beyond it at most one read of the socket.
 *
 * <p>A client has {@link HttpLimits#bodyGrace}, and longer only as its bytes arrive at {@link
 * HttpLimits#bodyRate}; time spent waiting for memory is not the client's.
 */
final class IncomingBody implements BodySource, Intake.Taker, AutoCloseable {
  private static final int FIRST_GRANT = 64 << 10;

  /** What is granted at first for a body that was announced, while there is memory for many. */
  private static final int GENEROUS_GRANT = 512 << 10;

  private static final int SMALL_PART = 16;

  private static final byte[] NONE = {};

  /** What an array can hold, and one more piece can be added to without an overflow. */
  private static final int LARGEST = Integer.MAX_VALUE - (1 << 20);

  private final HttpServerRequest raw;
  private final Context loop;
  private final Intake intake;
  private final String path;
  private final long limit;
  private final HttpLimits limits;
  private final ByteBudget memory;
  private final BodyArrays arrays;

  /** What the client announced; empty for a chunked body. */
  private final OptionalLong announced;

  private final boolean present;

  /** Guards everything below; held by loop and handler for the time of a copy. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition changed = lock.newCondition();
  private byte[] bytes = NONE;
  private int received;

  /** How long the piece is that waits for a larger array; 0 if none does. */
  private int overflow;

  private boolean whole;
  private boolean left;
  private boolean slow;
  private boolean tooLarge;
  private boolean closed;

  private ByteBudget.@Nullable Grant grant;
  private long waitedNanos;

  IncomingBody(
      HttpServerRequest raw,
      Context loop,
      Headers headers,
      String path,
      long limit,
      HttpLimits limits,
      ByteBudget memory,
      BodyArrays arrays) {
    this.raw = raw;
    this.loop = loop;
    this.path = path;
    this.limit = Math.min(limit, LARGEST);
    this.limits = limits;
    this.memory = memory;
    this.arrays = arrays;
    this.announced = length(headers.first("Content-Length"));
    this.present = isAnnounced(headers.first("Transfer-Encoding").isPresent(), announced);
    this.intake = Intake.of(raw.connection());
    this.left = intake.isGone();
    raw.exceptionHandler(_ -> leave());
  }

  /** Whether a request with these headers has a body, which may be empty if it is chunked. */
  static boolean isAnnounced(boolean transferEncoding, OptionalLong length) {
    return transferEncoding || length.orElse(0) > 0;
  }

  /** The number in a {@code Content-Length}; empty if there is none. */
  static OptionalLong length(Optional<String> header) {
    try {
      return header.map(Long::parseLong).map(OptionalLong::of).orElse(OptionalLong.empty());
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public RequestBody read() throws InterruptedException {
    if (announced.orElse(0) > limit) {
      throw new BodyTooLargeException(path, limit);
    }
    if (!present) {
      return RequestBody.empty();
    }
    int first = BodyArrays.length(Math.min(firstGrant(), most()));
    admit(first);
    bytes = arrays.take(first);
    long start = System.nanoTime() - waitedNanos;
    loop.runOnContext(_ -> begin());
    lock.lock();
    try {
      while (!whole || tooLarge) {
        check();
        if (overflow > 0) {
          grow();
        } else {
          awaitMore(start);
        }
      }
      return new RequestBody(bytes, received);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whoever announces a body of usual size and sends it has it read in one go, as long as that is a
   * small part of the memory that is free. Half of it is kept for those who send what they
   * announce: clients that announce much and send little cannot have it all.
   */
  private int firstGrant() {
    ByteBudget.Usage usage = memory.usage();
    long part = (usage.capacity() / 2 - usage.held()) / SMALL_PART;
    return announced.isEmpty() ? FIRST_GRANT : Math.clamp(part, FIRST_GRANT, GENEROUS_GRANT);
  }

  /** The most that the body may have. */
  private int most() {
    return (int) Math.min(limit, announced.orElse(limit));
  }

  /** Waits for memory; never while the lock is held, for which the loop may wait. */
  private void admit(int more) {
    long before = System.nanoTime();
    if (grant == null) {
      grant = memory.acquire(more, limits.memoryWait());
    } else {
      grant.grow(more, limits.memoryWait());
    }
    waitedNanos += System.nanoTime() - before;
  }

  private void begin() {
    if ("100-continue".equalsIgnoreCase(raw.getHeader("Expect"))) {
      raw.response().writeContinue();
    }
    intake.take(this);
  }

  @Override
  public boolean take(ByteBuf piece) {
    int length = piece.readableBytes();
    lock.lock();
    try {
      if (tooLarge || left || closed) {
        return true;
      }
      if ((long) received + length > limit) {
        tooLarge = true;
        bytes = NONE;
        changed.signalAll();
        return true;
      }
      if (received + length > bytes.length) {
        overflow = length;
        changed.signalAll();
        return false;
      }
      piece.getBytes(piece.readerIndex(), bytes, received, length);
      received += length;
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void ended() {
    lock.lock();
    try {
      whole = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void leave() {
    lock.lock();
    try {
      left = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void check() {
    if (tooLarge) {
      throw new BodyTooLargeException(path, limit);
    }
    if (left) {
      throw new BodyUnfinishedException(
          "the client left after " + received + " bytes of the body for " + path);
    }
  }

  /** Has more granted while the next piece waits, and has it offered again. */
  private void grow() {
    long needed = (long) received + overflow;
    int size = BodyArrays.length((int) Math.min(most(), Math.max(needed, 2L * bytes.length)));
    lock.unlock();
    try {
      admit(size - bytes.length);
    } finally {
      lock.lock();
    }
    byte[] full = bytes;
    bytes = arrays.take(size);
    System.arraycopy(full, 0, bytes, 0, received);
    arrays.give(full);
    overflow = 0;
    loop.runOnContext(_ -> intake.take(this));
  }

  /** Waits until there is something to do, as long as the client may take. */
  private void awaitMore(long start) throws InterruptedException {
    while (!whole && !left && !tooLarge && overflow == 0) {
      long remaining = start + allowedNanos() - System.nanoTime();
      if (remaining <= 0) {
        slow = true;
        throw new BodyUnfinishedException(
            "the body for "
                + path
                + " came too slowly: "
                + received
                + " bytes so far; send at least "
                + limits.bodyRate()
                + " bytes a second");
      }
      changed.awaitNanos(remaining);
    }
  }

  private long allowedNanos() {
    return limits.bodyGrace().toNanos() + waitedNanos + (long) (1e9 / limits.bodyRate() * received);
  }

  /**
   * Whether bytes of it may still come in that nobody has asked for. What is too large counts as
   * such although its end may be in: its client is to begin anew in any case.
   */
  boolean isUnread() {
    lock.lock();
    try {
      return present && (!whole || tooLarge);
    } finally {
      lock.unlock();
    }
  }

  private boolean isWhole() {
    lock.lock();
    try {
      return whole;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the rest of it will never come. */
  boolean isLost() {
    lock.lock();
    try {
      return left || slow;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the client was too slow. */
  boolean wasSlow() {
    return slow;
  }

  int received() {
    return received;
  }

  double waitedSeconds() {
    return waitedNanos / 1e9;
  }

  /**
   * Lets the rest arrive and go, so that a client which is still sending sees the answer before the
   * connection ends.
   */
  void discardRest(Duration time) throws InterruptedException {
    close();
    loop.runOnContext(_ -> {
      if (!isWhole()) {
        intake.take(this);
      }
    });
    lock.lock();
    try {
      long remaining = time.toNanos();
      while (!whole && !left && remaining > 0) {
        remaining = changed.awaitNanos(remaining);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what was granted; nobody reads the body any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      arrays.give(bytes);
      bytes = NONE;
    } finally {
      lock.unlock();
    }
    if (grant != null) {
      grant.close();
      grant = null;
    }
  }
}
