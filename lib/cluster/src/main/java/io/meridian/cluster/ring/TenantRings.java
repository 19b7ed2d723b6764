package io.meridian.cluster.ring;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The rings of a fleet; the first that takes a tenant is the tenant's. Immutable. */
public final class TenantRings {
  private final List<Rule> rules;

  TenantRings(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** A ring and whose it is. */
  record Rule(Predicate<String> tenants, TenantRing ring) {}

  /** All rings, in the file's order. */
  public List<TenantRing> rings() {
    return rules.stream().map(Rule::ring).toList();
  }

  /** The ring of a tenant; empty if none takes it. */
  public Optional<TenantRing> of(String tenant) {
    for (Rule rule : rules) {
      if (rule.tenants.test(tenant)) {
        return Optional.of(rule.ring);
      }
    }
    return Optional.empty();
  }
}
