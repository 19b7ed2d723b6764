package io.meridian.cluster.ring;

import java.util.Map;
import java.util.Optional;

/** A ring of a file, of which each of its tenants has all endpoints or a few. Immutable. */
public final class TenantRing {
  private final String name;
  private final Hashring ring;
  private final Map<String, String> externalLabels;
  private final Optional<ShuffleSharding> shards;

  TenantRing(
      String name,
      Hashring ring,
      Map<String, String> externalLabels,
      Optional<ShuffleSharding> shards) {
    this.name = name;
    this.ring = ring;
    this.externalLabels = Map.copyOf(externalLabels);
    this.shards = shards;
  }

  /** For metrics; may be empty. */
  public String name() {
    return name;
  }

  /** All endpoints. */
  public Hashring ring() {
    return ring;
  }

  /**
   * The ring of one tenant: {@link #ring} itself, or the part of it that is the tenant's, with the
   * same list of endpoints.
   */
  public Hashring of(String tenant) {
    return shards.map(each -> each.of(tenant)).orElse(ring);
  }

  /** What its endpoints add to the labels of their series. */
  public Map<String, String> externalLabels() {
    return externalLabels;
  }
}
