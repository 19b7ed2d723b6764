package io.meridian.service.grpc;

import io.grpc.Status;
import io.meridian.model.LimitExceededException;
import io.meridian.model.OverloadedException;
import io.meridian.service.budget.ByteBudget;
import java.time.Duration;

/**
 * What a call's request takes of a port's memory, from its first byte to the end of the call. The
 * transport's thread cannot wait, so that a request for which there is no room ends at once.
 */
final class RequestMemory implements AutoCloseable {
  /** Requests of up to so many bytes are taken without asking. */
  private static final long FREE = 64 << 10;

  private static final long STEP = 256 << 10;

  private long arrived;
  private long granted = FREE;
  private boolean closed;
  private final ByteBudget.Grant grant;

  RequestMemory(ByteBudget memory) {
    this.grant = memory.acquire(0, Duration.ZERO);
  }

  /**
   * Has bytes counted that are in memory now.
   *
   * @throws io.grpc.StatusRuntimeException with RESOURCE_EXHAUSTED if there is no room for them
   */
  synchronized void arrived(long bytes) {
    arrived += bytes;
    if (closed || arrived <= granted) {
      return;
    }
    long more = Math.max(STEP, arrived - granted);
    try {
      grant.grow(more, Duration.ZERO);
      granted += more;
    } catch (OverloadedException | LimitExceededException e) {
      throw Status.RESOURCE_EXHAUSTED.withDescription(e.getMessage()).asRuntimeException();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    grant.close();
  }
}
