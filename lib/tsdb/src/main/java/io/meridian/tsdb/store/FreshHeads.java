package io.meridian.tsdb.store;

import io.meridian.model.UnavailableException;
import io.meridian.tsdb.head.Head;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * New heads for tenants whose old ones are empty, while a checkpoint is written. A head numbers its
 * series from 0 on, and the log knows them by these numbers; so the old head's records must be out
 * of the log before the new one's come. Therefore nobody appends to these tenants from before the
 * log is rolled until the checkpoint is there, which says of them what their new heads say. If it
 * cannot be written the old heads stay, and nothing has happened. For one thread.
 */
final class FreshHeads implements AutoCloseable {
  private final Map<Tenant, Head> fresh = new LinkedHashMap<>();

  /**
   * Begins.
   *
   * @param idleSince tenants that were written to later stay as they are, Unix milliseconds
   */
  FreshHeads(Collection<Tenant> tenants, long idleSince, Function<String, Head> heads) {
    for (Tenant tenant : tenants) {
      if (tenant.beginReplacing(idleSince) && !begin(tenant, heads)) {
        tenant.endReplacing();
      }
    }
  }

  /** False if the head cannot be made; the next checkpoint tries again. */
  private boolean begin(Tenant tenant, Function<String, Head> heads) {
    try {
      Head head = heads.apply(tenant.name());
      head.follow(tenant.head());
      fresh.put(tenant, head);
      return true;
    } catch (UnavailableException e) {
      return false;
    }
  }

  /** The head that a tenant has from this checkpoint on. */
  Head of(Tenant tenant) {
    return fresh.getOrDefault(tenant, tenant.head());
  }

  /** Once the checkpoint is there. */
  void putInPlace() {
    fresh.forEach(Tenant::replace);
  }

  /** Lets everybody append again. */
  @Override
  public void close() {
    fresh.keySet().forEach(Tenant::endReplacing);
  }
}
