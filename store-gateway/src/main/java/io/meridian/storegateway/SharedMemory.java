package io.meridian.storegateway;

import io.meridian.service.budget.ByteBudget;
import io.meridian.storeapi.serve.CallMemory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call's part of what all calls together may hold. It has a little at first; a call that needs
 * more gets two fifths of all at once, so that two large ones run and others wait their turn,
 * instead of many that have begun and cannot go on. The last fifth is for these to grow into; one
 * that grows beyond that waits, unless nobody else goes on meanwhile; see {@link ByteBudget}.
 */
final class SharedMemory implements CallMemory {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long SMALL = 2 << 20;
  private static final long STEP = 1 << 20;

  private final ByteBudget budget;
  private ByteBudget.@Nullable Grant held; // guarded by this

  SharedMemory(ByteBudget budget) {
    this.budget = budget;
  }

  @Override
  public synchronized void ensure(long bytes) {
    ByteBudget.Grant grant = held;
    if (grant != null && bytes <= grant.bytes()) {
      return;
    }
    long large = Math.max(1, budget.usage().capacity() / 5 * 2);
    if (grant == null || grant.bytes() < large) {
      close(); // a little that is held for a moment without being counted
      held = budget.acquire(bytes <= SMALL ? Math.min(SMALL, large) : large, PATIENCE);
      ensure(bytes);
    } else {
      grant.grow((bytes - grant.bytes() + STEP - 1) / STEP * STEP, PATIENCE);
    }
  }

  @Override
  public synchronized void close() {
    ByteBudget.Grant grant = held;
    if (grant != null) {
      grant.close();
      held = null;
    }
  }
}
