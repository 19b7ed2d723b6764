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
 */
public record FleetQuery(
    List<String> replicaLabels,
    boolean dedup,
    ReplicaDedup.Algorithm algorithm,
    boolean partial,
    Set<String> addresses,
    Duration storeTimeout,
    long maxResolution) {
  public FleetQuery {
    replicaLabels = List.copyOf(replicaLabels);
    addresses = Set.copyOf(addresses);
  }

  /** Replicas joined our way, partial answers given, two minutes for a store. */
  public static FleetQuery withReplicaLabels(List<String> labels) {
    return new FleetQuery(
        labels, true, ReplicaDedup.Algorithm.COVERAGE, true, Set.of(), Duration.ofMinutes(2), 0);
  }

  /** The same with another way of joining replicas. */
  public FleetQuery with(ReplicaDedup.Algorithm other) {
    return new FleetQuery(
        replicaLabels, dedup, other, partial, addresses, storeTimeout, maxResolution);
  }

  /** The same with replicas left as they are. */
  public FleetQuery withoutDedup() {
    return new FleetQuery(
        replicaLabels, false, algorithm, partial, addresses, storeTimeout, maxResolution);
  }

  /** The same, failing where a store does. */
  public FleetQuery strict() {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, false, addresses, storeTimeout, maxResolution);
  }

  /** The same with another limit on waiting for a store. */
  public FleetQuery withStoreTimeout(Duration timeout) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, addresses, timeout, maxResolution);
  }

  /** The same where samples so many milliseconds apart will do. */
  public FleetQuery withMaxResolution(long milliseconds) {
    return new FleetQuery(
        replicaLabels, dedup, algorithm, partial, addresses, storeTimeout, milliseconds);
  }

  /** The labels that series lose. */
  List<String> removed() {
    return dedup ? replicaLabels : List.of();
  }
}
