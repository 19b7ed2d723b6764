package io.meridian.storegateway;

import io.meridian.service.budget.ByteBudget;
import io.meridian.service.budget.QueryMemory;
import io.meridian.storeapi.serve.CallMemory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call's part of what all calls together may hold. It waits for its first bytes, while it holds
 * none; later ones it gets at once or not at all.
 */
final class SharedMemory implements CallMemory {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ByteBudget budget;
  private @Nullable QueryMemory held; // guarded by this

  SharedMemory(ByteBudget budget) {
    this.budget = budget;
  }

  @Override
  public synchronized void ensure(long bytes) {
    QueryMemory memory = held;
    if (memory == null) {
      memory = new QueryMemory(budget, PATIENCE);
      held = memory;
    }
    memory.ensure(bytes);
  }

  @Override
  public synchronized void close() {
    QueryMemory memory = held;
    if (memory != null) {
      memory.close();
      held = null;
    }
  }
}
