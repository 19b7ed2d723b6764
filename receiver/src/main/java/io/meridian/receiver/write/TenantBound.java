package io.meridian.receiver.write;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Bounds how many tenants there are. A header is all that it takes to be a new one, and each costs
 * memory and a folder, so that someone who makes names up must not go on for ever. Tenants that
 * have samples here may always write. Safe for use by many threads.
 */
public final class TenantBound {
  private static final int QUOTA = 429;

  private final int most;
  private final Supplier<? extends Collection<String>> kept;
  private final Set<String> known = ConcurrentHashMap.newKeySet();
  private final LongAdder refused = new LongAdder();

  /**
   * A bound.
   *
   * @param most how many tenants there may be
   * @param kept those that have samples here
   */
  public TenantBound(int most, Supplier<? extends Collection<String>> kept) {
    this.most = most;
    this.kept = kept;
  }

  /**
   * Refuses a tenant that would be one too many, before its request is read.
   *
   * @throws RefusedWriteException with status 429
   */
  void check(String tenant) {
    if (!known.contains(tenant)) {
      checkUnknown(tenant);
    }
  }

  /**
   * Takes a tenant whose request is about to be stored.
   *
   * @throws RefusedWriteException with status 429 if it is one too many
   */
  public void admit(String tenant) {
    if (!known.contains(tenant)) {
      synchronized (this) {
        checkUnknown(tenant);
        known.add(tenant);
      }
    }
  }

  private void checkUnknown(String tenant) {
    known.addAll(kept.get());
    if (known.size() >= most && !known.contains(tenant)) {
      refused.increment();
      throw new RefusedWriteException(
          QUOTA,
          "the tenant \"%s\" is new, and there are %d tenants, as many as there may be; look at the sender's tenant header, or raise receive.max_tenants"
              .formatted(tenant, known.size()));
    }
  }

  /** How many tenants there may be. */
  public int most() {
    return most;
  }

  /** How many requests were refused. */
  public long refused() {
    return refused.sum();
  }
}
