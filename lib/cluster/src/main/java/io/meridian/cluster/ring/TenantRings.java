package io.meridian.cluster.ring;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The rings of a fleet; the first that takes a tenant is the tenant's. Immutable. */
public final class TenantRings {
  private final List<Rule> rules;

  TenantRings(List<Rule> rules) {
    this.rules = List.copyOf(rules);
  }

  /** A ring and whose it is. */
  record Rule(Predicate<String> tenants, TenantRing ring) {

    /** For tenants of these names, for all if there are none. */
    static Rule ofNames(List<String> names, TenantRing ring) {
      Set<String> wanted = Set.copyOf(names);
      return new Rule(tenant -> wanted.isEmpty() || wanted.contains(tenant), ring);
    }

    /** For tenants that fit one of these patterns, for all if there are none. */
    static Rule ofPatterns(List<String> patterns, TenantRing ring) {
      List<TenantGlob> globs = patterns.stream().map(TenantGlob::new).toList();
      return new Rule(
          tenant -> globs.isEmpty() || globs.stream().anyMatch(glob -> glob.matches(tenant)), ring);
    }
  }

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
