package io.meridian.storeapi.dial;

import io.meridian.tsdb.merge.ReplicaDedup;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How a query wants the fleet asked.
 *
 * @param replicaLabels labels that tell replicas apart; with {@code dedup} they are taken off
 * @param dedup whether replicas are joined
 * @param algorithm how: {@code COVERAGE} is ours, {@code PENALTY} Thanos'
 * @param partial whether an answer goes on, with a warning, without a store that fails
 * @param addresses the only servers to be asked; empty for all
 * @param storeTimeout how long in all the answer may wait for one store
 * @param maxResolution the coarsest resolution that will do, milliseconds; 0 for raw data only
 * @param tenant on whose account stores are asked; empty says nothing
 */
public record FleetQuery(
    List<String> replicaLabels,
    boolean dedup,
    ReplicaDedup.Algorithm algorithm,
    boolean partial,
    Set<String> addresses,
    Duration storeTimeout,
    long maxResolution,
    String tenant) {
  public FleetQuery {
    replicaLabels = List.copyOf(replicaLabels);
    addresses = Set.copyOf(addresses);
  }

  /** Replicas joined our way, partial answers given, two minutes for a store. */
  public static FleetQuery withReplicaLabels(List<String> labels) {
    return new FleetQuery(
        labels,
        true,
        ReplicaDedup.Algorithm.COVERAGE,
        true,
        Set.of(),
        Duration.ofMinutes(2),
        0,
        "");
  }

  /** The same with another way of joining replicas. */
  public FleetQuery with(ReplicaDedup.Algorithm other) {
    return new FleetQuery(
        replicaLabels, dedup, other, partial, addresses, storeTimeout, maxResolution, tenant);
  }

  /** The same with replicas left as they are. */
  public FleetQuery withoutDedup() {
    return new FleetQuery(
        replicaLabels, false, algorithm, partial, addresses, storeTimeout, maxResolution, tenant);
  }

  /** The same, failing where a store does. */
  public FleetQuery strict() {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, false, addresses, storeTimeout, maxResolution, tenant);
  }

  /** The same asking these servers alone; none for all. */
  public FleetQuery withAddresses(Set<String> only) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, only, storeTimeout, maxResolution, tenant);
  }

  /** The same with another limit on waiting for a store. */
  public FleetQuery withStoreTimeout(Duration timeout) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, addresses, timeout, maxResolution, tenant);
  }

  /** The same where samples so many milliseconds apart will do. */
  public FleetQuery withMaxResolution(long milliseconds) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, addresses, storeTimeout, milliseconds, tenant);
  }

  /** The same on a tenant's account. */
  public FleetQuery withTenant(String name) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, addresses, storeTimeout, maxResolution, name);
  }

  /** Whether a server may be asked. */
  public boolean asks(Endpoint server) {
    return addresses.isEmpty() || addresses.contains(server.address());
  }

  /** The labels that series lose. */
  public List<String> removed() {
    return dedup ? replicaLabels : List.of();
  }
}
